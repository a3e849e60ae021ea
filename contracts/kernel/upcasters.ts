/**
 * For each event type the steps from its first shape to the present one: an event of schema n has seen the first n-1.
 * A step is pure, and never looks at personal fields: it may be given the event sealed.
 */
export type Upcasters = Readonly<Record<string, readonly ((data: unknown) => unknown)[]>>;

/** The shape version in which events of a type are written today, from 1. */
export function schemaOf(upcasters: Upcasters, type: string): number {
  return (upcasters[type]?.length ?? 0) + 1;
}
