import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '#contracts/kernel/canonical';
import { decide } from './decide.ts';
import { documentOf, evolve } from './evolve.ts';
import { edit, newReplica, receive, viewOf, type FlowReplica } from './replica.ts';
import { judgePush } from './push.ts';
import { emptyFlow, type FlowState } from './state.ts';
import { Broken } from './sync-model/checks.ts';
import { bugs, type Bug } from './sync-model/bugs.ts';
import { someEdit, type Draws } from './sync-model/edits.ts';
import { liveThrough, schedules } from './sync-model/run.ts';

declare const process: { env: Record<string, string | undefined>; stdout: { write(text: string): void } };

const runs = Number(process.env.SYNC_RUNS ?? 1_000);
const freshSeed = Number(process.env.SYNC_SEED ?? fc.sample(fc.integer({ min: 1, max: 2 ** 31 - 1 }), 1)[0]);
const fixedSeed = 20_261_124;

describe('offline editing loses nothing and ends alike for everybody', () => {
  test.each([
    ['a fixed seed', fixedSeed],
    ['a fresh seed', freshSeed],
  ])('in %s of schedules', (_name, seed) => {
    let [events, conflicts, resolved] = [0, 0, 0];
    fc.assert(
      fc.property(schedules, (schedule) => {
        const told = liveThrough(schedule, null);
        events += told.events;
        conflicts += told.conflicts;
        resolved += told.resolved;
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    process.stdout.write(
      `sync: seed ${seed}, ${runs} schedules, ${events} events, ${conflicts} conflicts, ${resolved} settled\n`,
    );
    // A world without clashes, or in which nobody settles one, would prove little.
    expect(conflicts).toBeGreaterThan(runs / 20);
    expect(resolved).toBeGreaterThan(runs / 100);
  });
});

test.each([
  [fixedSeed, '3553'],
  [2_147_483_641, '1618'],
  [1_636_253_773, '2566'],
])('a schedule that was once found to get stuck: seed %s, path %s', (seed, path) => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      liveThrough(schedule, null);
    }),
    { seed, path, endOnFailure: true, numRuns: 1 },
  );
});

/** With these seeds each fault is caught within so many schedules. */
const caughtWith: Readonly<Record<Bug, number>> = Object.fromEntries(bugs.map((bug) => [bug, 99])) as Record<
  Bug,
  number
>;

describe('a fault put in on purpose is caught', () => {
  test.each([...bugs])('%s', (bug) => {
    const found = fc.check(
      fc.property(schedules, (schedule) => {
        liveThrough(schedule, bug);
      }),
      { seed: caughtWith[bug], numRuns: 3_000, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
    expect(found.errorInstance).toBeInstanceOf(Broken);
  });
});

test('P9: one writer alone never meets a conflict, however long offline', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const draws = drawsOf(schedule);
      let replica: FlowReplica = newReplica('flow-a', 'device');
      for (let i = 0; i < 60; i += 1)
        replica = edit(replica, someEdit(viewOf(replica, 'ana'), draws, { careful: true, fresh: () => `v${i}` }), {
          opId: `op-${i}`,
          at: i,
        });
      const { events, status } = judgePush(emptyFlow, { replica: 'device', actor: 'ana', ops: replica.outbox });
      expect(status).toBe('ok');
      expect(events.filter(({ type }) => type === 'FlowEditConflicted')).toEqual([]);
      const after = receive(
        replica,
        events.map((event, rev) => ({ rev, event, time: '' })),
      ).replica;
      expect(after.outbox).toEqual([]);
      expect(canonical(documentOf(after.confirmed))).toBe(canonical(documentOf(viewOf(replica, 'ana'))));
    }),
    { seed: fixedSeed, numRuns: 40 },
  );
});

test('I10: deciding and evolving change nothing they are given, and give the same for the same', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const draws = drawsOf(schedule);
      let state = emptyFlow;
      for (let i = 0; i < 40; i += 1) {
        const before = canonical(everything(state));
        const op = {
          ...someEdit(state, draws, { careful: false, fresh: () => `v${i}` }),
          opId: `op-${i}`,
          replica: `r${i % 3}`,
          seq: Math.floor(i / 3) + 1,
          v: 1 as const,
          flowId: 'flow-a',
          at: i,
        };
        const event = decide(state, op, 'ana');
        const next = evolve(state, event);
        expect(canonical(decide(state, op, 'ana'))).toBe(canonical(event));
        expect(canonical(everything(evolve(state, event)))).toBe(canonical(everything(next)));
        expect(canonical(everything(state))).toBe(before);
        state = next;
      }
    }),
    { seed: fixedSeed, numRuns: 50 },
  );
});

function drawsOf(schedule: readonly number[]): Draws {
  let at = 0;
  return { next: (below) => (schedule[(at += 1) % schedule.length] ?? 0) % below };
}

function everything(state: FlowState): unknown {
  return Object.fromEntries(
    Object.entries(state).map(([name, held]) => [name, held instanceof Map || held instanceof Set ? [...held] : held]),
  );
}
