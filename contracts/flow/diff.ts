import { canonical } from '#contracts/kernel/canonical';
import type { Connection, FlowDocument, Json } from './document.ts';
import { targetOf } from './evolve.ts';
import type { Author } from './state.ts';

/** One difference between two drawings of a flow, with who made it, as far as that is known. */
export type FlowChange = {
  readonly kind: 'stepAdded' | 'stepRemoved' | 'stepMoved' | 'fieldSet' | 'connected' | 'disconnected' | 'metaSet';
  /** The step it is about; of a connection, where it comes from. */
  readonly step: string | null;
  readonly type: string | null;
  readonly field: string | null;
  readonly before: Json | null;
  readonly after: Json | null;
  readonly connection: Connection | null;
  readonly by: string | null;
  /** Revision of the edit that made it. */
  readonly rev: number | null;
};

type Authors = ReadonlyMap<string, Author>;
type Said = Partial<FlowChange> & Pick<FlowChange, 'kind'>;

/**
 * What was changed from one drawing of a flow to another, in the order of steps and connections.
 *
 * @param authors who changed what last, as the fold of the later one has it
 */
export function diffFlow(
  before: FlowDocument,
  after: FlowDocument,
  authors: Authors = new Map(),
): readonly FlowChange[] {
  return [...steps(before, after, authors), ...connections(before, after, authors), ...meta(before, after, authors)];
}

function steps(before: FlowDocument, after: FlowDocument, authors: Authors): FlowChange[] {
  return namesIn(before.steps, after.steps).flatMap((id) => {
    const [was, is] = [before.steps[id], after.steps[id]];
    if (is === undefined)
      return [change({ kind: 'stepRemoved', step: id, type: was?.type ?? null }, authors, [`remove ${id}`])];
    if (was?.type !== is.type) {
      const added = change({ kind: 'stepAdded', step: id, type: is.type, after: is.config }, authors, [`add ${id}`]);
      return was === undefined
        ? [added]
        : [change({ kind: 'stepRemoved', step: id, type: was.type }, authors, [`remove ${id}`]), added];
    }
    const about = { step: id, type: is.type };
    const moved = was.x !== is.x || was.y !== is.y;
    return [
      ...(moved ? [change({ kind: 'stepMoved', ...about }, authors, [`move ${id}`])] : []),
      ...fields(was.config, is.config).map(({ field, ...values }) =>
        change({ kind: 'fieldSet', ...about, field, ...values }, authors, [
          targetOf({ k: 'setField', id, field }),
          `add ${id}`,
        ]),
      ),
    ];
  });
}

function connections(before: FlowDocument, after: FlowDocument, authors: Authors): FlowChange[] {
  return namesIn(before.connections, after.connections).flatMap((id) => {
    const [was, is] = [before.connections[id], after.connections[id]];
    const connection = is ?? was;
    if (!connection || (was && is)) return [];
    const { from, port, to } = connection;
    const gone = [`disconnect ${id}`, `remove ${from}`, `remove ${to}`];
    const said = { kind: is ? 'connected' : 'disconnected', step: from, connection } as const;
    return [change(said, authors, [`port ${from} ${port}`, ...(is ? [] : gone)])];
  });
}

function meta(before: FlowDocument, after: FlowDocument, authors: Authors): FlowChange[] {
  return fields(before.meta, after.meta).map(({ field, ...values }) =>
    change({ kind: 'metaSet', field, ...values }, authors, [`meta ${field}`]),
  );
}

type Held = Readonly<Record<string, Json>>;

function fields(was: Held, is: Held): { readonly field: string; readonly before: Json; readonly after: Json }[] {
  return namesIn(was, is).flatMap((field) => {
    const [before, after] = [was[field] ?? null, is[field] ?? null];
    return canonical(before) === canonical(after) ? [] : [{ field, before, after }];
  });
}

function namesIn(left: object, right: object): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
}

/** Whoever touched one of these last. */
function change(said: Said, authors: Authors, targets: readonly string[]): FlowChange {
  const author = targets
    .flatMap((target) => authors.get(target) ?? [])
    .toSorted((left, right) => right.rev - left.rev)[0];
  const nothing = { step: null, type: null, field: null, before: null, after: null, connection: null };
  return { ...nothing, ...said, by: author?.actor ?? null, rev: author?.rev ?? null };
}
