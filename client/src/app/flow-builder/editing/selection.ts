import type { Connection } from '#contracts/flow/document';
import { overlap, type Box, type DrawnStep } from '#client/flow-builder/canvas/step-box';

/** What the next command is about: steps, or one connection. */
export type Selection = { readonly steps: ReadonlySet<string>; readonly connection: string | null };

export const nothing: Selection = { steps: new Set(), connection: null };

export function onlySteps(...ids: readonly string[]): Selection {
  return { steps: new Set(ids), connection: null };
}

export function onlyConnection(id: string): Selection {
  return { steps: new Set(), connection: id };
}

/** Taken in where it was not, taken out where it was. */
export function toggled({ steps }: Selection, id: string): Selection {
  const rest = [...steps].filter((each) => each !== id);
  return rest.length === steps.size ? onlySteps(...rest, id) : onlySteps(...rest);
}

/** The steps that the lasso touches, besides those that were selected before it. */
export function lassoed(before: Selection, drawn: readonly DrawnStep[], lasso: Box): Selection {
  const caught = drawn.filter(({ box }) => overlap(box, lasso)).map(({ step }) => step.id);
  return onlySteps(...before.steps, ...caught);
}

/** Without what is no longer there, since somebody removed it. */
export function still(
  selection: Selection,
  {
    steps,
    connections,
  }: { readonly steps: ReadonlyMap<string, unknown>; readonly connections: ReadonlyMap<string, unknown> },
): Selection {
  const kept = [...selection.steps].filter((id) => steps.has(id));
  const connection =
    selection.connection !== null && connections.has(selection.connection) ? selection.connection : null;
  return kept.length === selection.steps.size && connection === selection.connection
    ? selection
    : { steps: new Set(kept), connection };
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The step that an arrow leads to: rightwards along the ways out, leftwards along the ways in, up and down to the nearest
 * step there; and where no way leads on, to the nearest step in that direction.
 */
export function neighbourOf(
  drawn: readonly DrawnStep[],
  connections: Iterable<Connection>,
  id: string,
  direction: Direction,
): string | null {
  const here = drawn.find(({ step }) => step.id === id);
  if (!here) return null;
  const along = [...connections].flatMap(({ from, to }) => {
    if (direction === 'right') return from === id && to !== id ? [to] : [];
    return direction === 'left' && to === id && from !== id ? [from] : [];
  });
  const others = drawn.filter(({ step }) => step.id !== id);
  const connected = others.filter(({ step }) => along.includes(step.id));
  const there = connected.length > 0 ? connected : others.filter(({ box }) => lies(here.box, box, direction));
  const away = ({ box }: DrawnStep): number => distance(here.box, box, direction);
  return there.toSorted((one, other) => away(one) - away(other))[0]?.step.id ?? null;
}

function lies(from: Box, to: Box, direction: Direction): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  return { left: dx < 0, right: dx > 0, up: dy < 0, down: dy > 0 }[direction];
}

/** What lies off to the side is farther than what lies straight ahead. */
function distance(from: Box, to: Box, direction: Direction): number {
  const [dx, dy] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  return direction === 'left' || direction === 'right' ? dx + 2 * dy : dy + 2 * dx;
}
