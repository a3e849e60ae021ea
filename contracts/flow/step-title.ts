import type { Step } from './document.ts';

/** The setting that holds the name a person gave to a step; no step type reads it. */
export const titleField = 'title';
export const longestTitle = 60;

/** The name a person gave to a step, or null. */
export function givenTitle({ config }: Step): string | null {
  const title = config[titleField];
  return typeof title === 'string' && title.trim() !== '' ? title.trim() : null;
}

/**
 * Which of its type each step is, counted from 1 in the order of the canvas (left to right, then downwards); 0 where it
 * is the only one. Together with its type it makes a name for a step that was not given one.
 */
export function ordinalsOf(steps: Iterable<Step>): ReadonlyMap<string, number> {
  const byType = new Map<string, Step[]>();
  for (const step of steps) byType.set(step.type, [...(byType.get(step.type) ?? []), step]);
  const ordinals = new Map<string, number>();
  for (const alike of byType.values()) {
    alike.sort((left, right) => left.x - right.x || left.y - right.y || (left.id < right.id ? -1 : 1));
    for (const [i, { id }] of alike.entries()) ordinals.set(id, alike.length < 2 ? 0 : i + 1);
  }
  return ordinals;
}
