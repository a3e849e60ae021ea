import { targetOf } from './evolve.ts';
import type { Author, FlowState, OpenConflict } from './state.ts';

/** Who made what stands in the document against a conflict's edit, and when by their clock; undefined: nobody in particular. */
export function theirAuthor({ authors, ports }: FlowState, { op, kind }: OpenConflict): Author | undefined {
  switch (op.k) {
    case 'setField':
      return kind === 'edit-removed'
        ? authors.get(`remove ${op.id}`)
        : (authors.get(targetOf(op)) ?? authors.get(`add ${op.id}`));
    case 'connect':
      return kind === 'port'
        ? authors.get(targetOf(op))
        : latest([authors.get(`remove ${op.from}`), authors.get(`remove ${op.to}`)]);
    case 'removeStep':
      return latestAt(authors, op.id, ports);
    case 'addStep':
    case 'setMeta':
      return authors.get(targetOf(op));
    case 'moveStep':
    case 'disconnect':
    case 'resolve':
      return undefined;
  }
}

/** The last change of anything that a step's print shows: its settings and its connections. */
function latestAt(authors: FlowState['authors'], step: string, ports: FlowState['ports']): Author | undefined {
  const about = [...authors].filter(
    ([target]) => target === `add ${step}` || target.startsWith(`field ${step} `) || target.startsWith(`port ${step} `),
  );
  const into = [...ports].flatMap(([port, connection]) =>
    connection.endsWith(`>${step}`) ? [authors.get(`port ${port.replace('/', ' ')}`)] : [],
  );
  return latest([...about.map(([, author]) => author), ...into]);
}

function latest(found: readonly (Author | undefined)[]): Author | undefined {
  return found.reduce((last, next) => (next && (!last || next.rev > last.rev) ? next : last), undefined);
}
