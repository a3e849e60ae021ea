import { targetOf, documentOf } from './evolve.ts';
import { editsTo } from './local-edits.ts';
import type { Body } from './operation.ts';
import { printOf } from './print.ts';
import type { FlowState } from './state.ts';

/**
 * A server was restored to an earlier day: what a person had done by then that is no longer in the flow, as edits that
 * would bring it back. `before` is what the device held, `now` what the server holds. Where others have gone on since
 * then nobody can say which of two values is the later one, so such edits are written to clash and not to overwrite.
 */
export function lostEdits(before: FlowState, now: FlowState, me: string): readonly Body[] {
  const wentOn = [...now.ops].some((opId) => !before.ops.has(opId));
  const lost = editsTo(now, documentOf(before)).filter((body) => isMine(body, before, me));
  return wentOn ? lost.map((body) => careful(body, before, now)) : lost;
}

/** A step is brought back with its settings by whoever made it or set any of them. */
function isMine(body: Body, { authors }: FlowState, me: string): boolean {
  const by = (target: string): boolean => authors.get(target)?.actor === me;
  if (body.k !== 'addStep') return by(targetOf(body));
  return by(`add ${body.id}`) || Object.keys(body.config).some((field) => by(`field ${body.id} ${field}`));
}

/** Applied where nobody else has been; else it becomes a clash, in which both versions are kept. */
function careful(body: Body, before: FlowState, now: FlowState): Body {
  switch (body.k) {
    case 'setField':
    case 'setMeta': {
      if (!now.authors.has(targetOf(body))) return body;
      const { from: _seen, ...rest } = body;
      return body.to === undefined ? rest : { ...rest, from: body.to };
    }
    case 'removeStep':
      return { ...body, seen: printOf(before, body.id) };
    case 'connect': {
      const { replaces: _taken, ...rest } = body;
      return rest;
    }
    case 'addStep':
    case 'moveStep':
    case 'disconnect':
    case 'resolve':
      return body;
  }
}
