import fc from 'fast-check';
import type { Bug } from './bugs.ts';
import type { Draws } from './edits.ts';
import { createWorld } from './world.ts';

/** A run is a list of numbers; the world takes them one after the other to decide what happens. */
export const schedules = fc.array(fc.nat({ max: 2 ** 30 }), { minLength: 40, maxLength: 700, size: 'max' });

export type Told = { readonly events: number; readonly conflicts: number; readonly resolved: number };

/** Lives through a schedule, checks everything at every step and at rest, and tells what happened. */
export function liveThrough(schedule: readonly number[], bug: Bug | null): Told {
  let at = 0;
  const draws: Draws = {
    next: (below) => {
      const drawn = schedule[at % schedule.length] ?? 0;
      at += 1;
      return (drawn ^ Math.imul(at, 0x9e3779b1)) >>> 0 === 0 ? 0 : ((drawn ^ Math.imul(at, 0x9e3779b1)) >>> 0) % below;
    },
  };
  const world = createWorld(draws, bug);
  for (let acts = 1; at < schedule.length; acts += 1) {
    world.act();
    world.nothingLost();
    if (acts % 20 === 0) world.checkConfirmed();
  }
  world.checkConfirmed();
  world.settle();
  world.checkAtRest();
  const events = [...world.server.streams.values()].flat();
  const resolved = events.filter(({ type, data: { op } }) => type === 'FlowEditApplied' && op.k === 'resolve').length;
  return {
    events: events.length,
    conflicts: events.filter(({ type }) => type === 'FlowEditConflicted').length,
    resolved,
  };
}
