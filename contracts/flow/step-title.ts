import type { FlowDocument, Step } from './document.ts';

/** The setting that holds the name a person gave to a step; no step type reads it. */
export const titleField = 'title';
export const longestTitle = 60;

/** The name a person gave to a step, or null. */
export function givenTitle({ config }: Step): string | null {
  const title = config[titleField];
  return typeof title === 'string' && title.trim() !== '' ? title.trim() : null;
}

/**
 * Which of its type a step is, counted from 1 in the order of the canvas (left to right, then downwards); 0 where it is
 * the only one. Together with its type it makes a name for a step that was not given one.
 */
export function ordinalOf({ steps }: Pick<FlowDocument, 'steps'>, id: string): number {
  const alike = Object.values(steps)
    .filter(({ type }) => type === steps[id]?.type)
    .sort((left, right) => left.x - right.x || left.y - right.y || (left.id < right.id ? -1 : 1));
  return alike.length < 2 ? 0 : alike.findIndex((step) => step.id === id) + 1;
}
