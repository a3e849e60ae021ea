import type { Connection, Step } from '#contracts/flow/document';
import type { FlowState } from '#contracts/flow/state';
import { portsOfStep } from '#contracts/flow/step-ports';

/**
 * The steps in the order in which a row meets them: from Start along the ports, and what no way leads to last, in the
 * order of the canvas. This is the order of the outline, of the Tab key and of a screen reader.
 */
export function outlineOrder({ steps, ports, connections }: FlowState): readonly Step[] {
  const ordered = new Map<string, Step>();
  const visit = (first: Step): void => {
    const stack = [first];
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      if (ordered.has(step.id)) continue;
      ordered.set(step.id, step);
      const from = step.id;
      const nexts = portsOfStep(step).flatMap(({ name }) => {
        const to = steps.get(connections.get(ports.get(`${from}/${name}`) ?? '')?.to ?? '');
        return to ? [to] : [];
      });
      stack.push(...nexts.toReversed());
    }
  };
  const placed = [...steps.values()].sort((one, other) => one.x - other.x || one.y - other.y);
  for (const step of placed) if (step.type === 'Start') visit(step);
  const entered = new Set([...connections.values()].map(({ to }) => to));
  for (const step of placed) if (!entered.has(step.id)) visit(step);
  for (const step of placed) visit(step);
  return [...ordered.values()];
}

/** What leads to a step and where its ports lead. */
export function waysOf(
  { connections }: FlowState,
  id: string,
): { readonly into: readonly Connection[]; readonly outOf: readonly Connection[] } {
  const all = [...connections.values()];
  return { into: all.filter(({ to }) => to === id), outOf: all.filter(({ from }) => from === id) };
}
