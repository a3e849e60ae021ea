import { stepLimit, type FlowDocument } from '#contracts/flow/document';
import { writeFlowFile } from '#contracts/flow/flow-file';
import type { Body } from '#contracts/flow/operation';
import type { FlowState } from '#contracts/flow/state';
import { around, drawnStep, onGrid, type Point } from '#client/flow-builder/canvas/step-box';
import { freshId } from './new-steps.ts';

/** The part of a flow that is selected: its steps, and the connections between them. */
export function partOf({ steps, connections }: FlowState, ids: ReadonlySet<string>): FlowDocument {
  const held = [...steps].filter(([id]) => ids.has(id));
  const between = [...connections].filter(([, { from, to }]) => ids.has(from) && ids.has(to));
  return { steps: Object.fromEntries(held), connections: Object.fromEntries(between), meta: {} };
}

/** What is put on the clipboard: the same text as a flow's file, so that either can be pasted into any flow. */
export function copied(state: FlowState, ids: ReadonlySet<string>, name: string): string {
  return writeFlowFile({ name, document: partOf(state, ids) });
}

export type Pasted =
  | { readonly ok: true; readonly edits: readonly Body[]; readonly ids: readonly string[] }
  | { readonly ok: false; readonly room: number; readonly wanted: number };

/**
 * The edits that add a part of a flow as new steps.
 *
 * @param corner where its top left corner comes to stand
 * @returns `ok: false` when the flow would have more steps than it may; nothing is pasted then
 */
export function pasted(state: FlowState, part: FlowDocument, corner: Point): Pasted {
  const steps = Object.values(part.steps);
  const room = stepLimit - state.steps.size;
  if (steps.length > room) return { ok: false, room, wanted: steps.length };
  const box = around(steps.map((step) => drawnStep(step).box));
  const [dx, dy] = [onGrid(corner.x - (box?.x ?? 0)), onGrid(corner.y - (box?.y ?? 0))];
  const ids = new Map(steps.map(({ id }) => [id, freshId()]));
  const of = (id: string): string => ids.get(id) ?? id;
  const edits: Body[] = [
    ...steps.map(({ id, type, x, y, config }): Body => ({
      k: 'addStep',
      id: of(id),
      type,
      x: x + dx,
      y: y + dy,
      config,
    })),
    ...Object.values(part.connections).map(({ from, port, to }): Body => ({
      k: 'connect',
      from: of(from),
      port,
      to: of(to),
    })),
  ];
  return { ok: true, edits, ids: [...ids.values()] };
}
