import type { Body } from '#contracts/flow/operation';
import { lookOf, printOf } from '#contracts/flow/print';
import type { FlowState } from '#contracts/flow/state';

/** Numbers that decide what happens, drawn by fast-check so that a failing run can be made small. */
export type Draws = { next(below: number): number };

/** A careful author's device makes ids that nobody has and replaces the connection of a taken port, as the real one does. */
export type Author = { readonly careful: boolean; fresh(): string };

type Made = Body | ({ readonly k: string } & Readonly<Record<string, unknown>>);

const types = ['SendMessage', 'WaitForResponse', 'End'];
const fields = ['text', 'outcome'];

/** An edit as a person makes it who sees this view; one in a hundred is nothing the server knows. */
export function someEdit(view: FlowState, draws: Draws, author: Author): Made {
  const { careful, fresh } = author;
  const settled = view.conflicts.size > 0 && draws.next(3) === 0 ? resolve(view, draws) : null;
  if (settled) return settled;
  if (draws.next(100) === 0) return { k: 'paintStep', id: 'x', colour: draws.next(9) };
  const steps = [...view.steps.keys()];
  const [step, other] = [steps[draws.next(Math.max(steps.length, 1))], steps[draws.next(Math.max(steps.length, 1))]];
  const kinds: readonly (() => Made)[] =
    step === undefined || other === undefined
      ? [() => addStep(draws, author), () => setMeta(view, draws, fresh)]
      : [
          ...[() => addStep(draws, author), () => addStep(draws, author), () => addStep(draws, author)],
          () => ({ k: 'moveStep', id: step, x: draws.next(500), y: draws.next(500) }),
          ...[
            () => setField(view, step, draws, fresh),
            () => setField(view, step, draws, fresh),
            () => setField(view, step, draws, fresh),
          ],
          () => ({ k: 'removeStep', id: step, seen: printOf(view, step) }),
          ...[
            () => connect(view, { from: step, to: other }, draws, careful),
            () => connect(view, { from: step, to: other }, draws, careful),
          ],
          () => disconnect(view, draws) ?? addStep(draws, author),
          () => setMeta(view, draws, fresh),
        ];
  return (kinds[draws.next(kinds.length)] ?? (() => addStep(draws, author)))();
}

/** Ids are drawn from few, so that two people sometimes make the same one. */
function addStep(draws: Draws, { careful, fresh }: Author): Made {
  return {
    k: 'addStep',
    id: careful ? fresh() : `s${draws.next(12)}`,
    type: types[draws.next(3)] ?? 'End',
    x: draws.next(500),
    y: draws.next(500),
    config: { text: `t${draws.next(3)}` },
  };
}

function setField(view: FlowState, id: string, draws: Draws, fresh: () => string): Made {
  const field = fields[draws.next(2)] ?? 'text';
  const from = view.steps.get(id)?.config[field];
  const to = draws.next(3) === 0 ? `t${draws.next(3)}` : fresh();
  return { k: 'setField', id, field, ...(from === undefined ? {} : { from }), to };
}

function setMeta(view: FlowState, draws: Draws, fresh: () => string): Made {
  const from = view.meta.get('name');
  return {
    k: 'setMeta',
    field: 'name',
    ...(from === undefined ? {} : { from }),
    to: draws.next(2) === 0 ? 'same' : fresh(),
  };
}

function connect(view: FlowState, { from, to }: { from: string; to: string }, draws: Draws, careful: boolean): Made {
  const port = draws.next(2) === 0 ? 'next' : 'failed';
  const taken = view.ports.get(`${from}/${port}`);
  return {
    k: 'connect',
    from,
    port,
    to,
    ...(taken !== undefined && (careful || draws.next(2) === 0) ? { replaces: taken } : {}),
  };
}

function disconnect(view: FlowState, draws: Draws): Made | null {
  const ids = [...view.connections.keys()];
  const id = ids[draws.next(Math.max(ids.length, 1))];
  return id === undefined ? null : { k: 'disconnect', id };
}

function resolve(view: FlowState, draws: Draws): Made | null {
  const open = [...view.conflicts.values()];
  const conflict = open[draws.next(Math.max(open.length, 1))];
  return conflict
    ? {
        k: 'resolve',
        conflict: conflict.id,
        choice: draws.next(2) === 0 ? 'mine' : 'theirs',
        seen: lookOf(view, conflict),
      }
    : null;
}
