import type { NewEvent } from './event-store.ts';

/** What no store takes: an append of nothing, and an event type that is not a name (no array of a database has to quote one). */
export function refuseUnappendable(stream: string, events: readonly NewEvent[]): void {
  if (events.length === 0) throw new Error(`Appending to ${stream}: no events found, at least one wanted.`);
  const odd = events.find(({ type }) => !/^\w{1,100}$/.test(type));
  if (odd) throw new Error(`Appending to ${stream}: “${odd.type}” is no event type; wanted are letters and digits.`);
}
