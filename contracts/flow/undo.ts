import { connectionIdOf, type Connection } from './document.ts';
import { decide } from './decide.ts';
import type { FlowEvent } from './events.ts';
import { changesOf, fold } from './evolve.ts';
import type { Body, Head } from './operation.ts';
import { printOfStep } from './print.ts';
import { connectionsOf, draftOf, type Draft, type FlowState } from './state.ts';

/** An edit that takes another one back, and, for a move, where the step must still stand for it. */
export type UndoStep = { readonly body: Body; readonly standsAt?: { readonly x: number; readonly y: number } };

/**
 * Folds an event and says what would take it back, newest change first. Each edit names what stands there after the
 * event, so that it takes back this change and nobody's later one. Empty: nothing was changed.
 */
export function foldWithUndo(draft: Draft, event: FlowEvent): readonly UndoStep[] {
  const changes = event.type === 'FlowEditApplied' ? changesOf(event.data.op, event.data.effects) : [];
  const undo = changes.toReversed().flatMap((body) => inverseOf(draft, body));
  fold(draft, event);
  return undo;
}

/**
 * The edits that take these steps back now, or null when somebody changed the same things since: an undo never takes
 * back another person's work.
 */
export function undoNow(view: FlowState, steps: readonly UndoStep[], actor: string): readonly Body[] | null {
  const draft = draftOf(view);
  for (const [i, { body, standsAt }] of steps.entries()) {
    const step = body.k === 'moveStep' ? draft.steps.get(body.id) : undefined;
    if (standsAt && (step?.x !== standsAt.x || step.y !== standsAt.y)) return null;
    const event = decide(draft, { ...headOfTry(i), ...body }, actor);
    if (event.type !== 'FlowEditApplied') return null;
    fold(draft, event);
  }
  return steps.map(({ body }) => body);
}

/** What takes a change back that is made to this state. */
function inverseOf(before: FlowState, body: Body): readonly UndoStep[] {
  switch (body.k) {
    case 'addStep':
      return [{ body: { k: 'removeStep', id: body.id, seen: printOfStep(body, []) } }];
    case 'moveStep': {
      const step = before.steps.get(body.id);
      const { x, y } = body;
      return step ? [{ body: { k: 'moveStep', id: body.id, x: step.x, y: step.y }, standsAt: { x, y } }] : [];
    }
    case 'setField':
    case 'setMeta': {
      const { from, to, ...what } = body;
      return [
        { body: { ...what, ...(to === undefined ? {} : { from: to }), ...(from === undefined ? {} : { to: from }) } },
      ];
    }
    case 'removeStep':
      return removedAgain(before, body.id);
    case 'connect': {
      const replaced = body.replaces === undefined ? undefined : before.connections.get(body.replaces);
      const made = connectionIdOf(body);
      return [{ body: replaced ? connecting(replaced, made) : { k: 'disconnect', id: made } }];
    }
    case 'disconnect': {
      const connection = before.connections.get(body.id);
      return connection ? [{ body: connecting(connection) }] : [];
    }
    case 'resolve':
      return [];
  }
}

function removedAgain(before: FlowState, id: string): readonly UndoStep[] {
  const step = before.steps.get(id);
  if (!step) return [];
  const { type, x, y, config } = step;
  const back = connectionsOf(before, id).map((connection) => ({ body: connecting(connection) }));
  return [{ body: { k: 'addStep', id, type, x, y, config: { ...config } } }, ...back];
}

function connecting({ from, port, to }: Connection, replaces?: string): Body {
  return { k: 'connect', from, port, to, ...(replaces === undefined ? {} : { replaces }) };
}

/** A head for an edit that is only tried. */
function headOfTry(i: number): Head {
  const id = `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`;
  return { opId: id, replica: id, seq: 1, v: 1, flowId: id, at: 0 };
}
