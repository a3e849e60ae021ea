import type { Asked, Command, Refusal } from './command.ts';
import type { Event } from './event.ts';

/** New facts, or a no. An empty list means "already so": nothing is written. */
export type Decision<E extends Event> = readonly E[] | Refusal;

/**
 * A kind of thing and its rules. `decide` and `evolve` are pure: no clock, no chance, no I/O.
 * The stream of one such thing is `<category>-<id>`; a category is one camelCase word without a dash.
 */
export type Decider<State, C extends Command, E extends Event> = {
  readonly category: string;
  readonly initial: State;
  decide(command: C, state: State, asked: Asked): Decision<E>;
  evolve(state: State, event: E): State;
};

/** The stream name of one thing of a category. */
export function streamOf(category: string, id: string): string {
  return `${category}-${id}`;
}

/** The id in a stream name: everything behind the first dash. */
export function idOf(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}

/** The category in a stream name: everything before the first dash. */
export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
}

export function fold<S, E extends Event>(
  decider: { initial: S; evolve(state: S, event: E): S },
  events: Iterable<E>,
): S {
  let state = decider.initial;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}
