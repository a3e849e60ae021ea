import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '#contracts/kernel/canonical';
import { decide } from './decide.ts';
import { documentOf, evolve } from './evolve.ts';
import { edit, newReplica, receive, viewOf, type FlowReplica } from './replica.ts';
import { judgePush } from './push.ts';
import { emptyFlow, type FlowState } from './state.ts';
import { Broken, everythingOf } from './sync-model/checks.ts';
import { bugs, type Bug } from './sync-model/bugs.ts';
import { someEdit, type Draws } from './sync-model/edits.ts';
import { liveThrough, schedules } from './sync-model/run.ts';

declare const process: { env: Record<string, string | undefined>; stdout: { write(text: string): void } };

const runs = Number(process.env.SYNC_RUNS ?? 1_000);
/** Without bias: fast-check prefers the ends of a range, where one seed in two would have come again and again. */
const anySeed = fc.noBias(fc.integer({ min: 1, max: 2 ** 31 - 1 }));
const freshSeed = Number(process.env.SYNC_SEED ?? fc.sample(anySeed, 1)[0]);
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

/** A fault that shows once in some thousand schedules, and the one it shows in: found anew by leaving the path out. */
const pinned: Partial<Readonly<Record<Bug, string>>> = { 'gone by any sending': '2248' };

describe('a fault put in on purpose is caught', () => {
  test.each([...bugs])('%s', (bug) => {
    const path = pinned[bug];
    const found = fc.check(
      fc.property(schedules, (schedule) => {
        liveThrough(schedule, bug);
      }),
      { seed: 99, endOnFailure: true, ...(path === undefined ? { numRuns: 3_000 } : { numRuns: 1, path }) },
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

test('I10: deciding and evolving work on frozen states, and give the same for the same', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const draws = drawsOf(schedule);
      let state = frozen(emptyFlow);
      for (let i = 0; i < 40; i += 1) {
        const before = everythingOf(state);
        const op = deepFrozen({
          ...someEdit(state, draws, { careful: false, fresh: () => `v${i}` }),
          opId: `0193f1a0-0000-7000-8000-${String(i).padStart(12, '0')}`,
          replica: `r${i % 3}`,
          seq: Math.floor(i / 3) + 1,
          v: 1 as const,
          flowId: 'flow-a',
          at: i,
        });
        const event = deepFrozen(decide(state, op, 'ana'));
        const next = frozen(evolve(state, event));
        expect(canonical(decide(state, op, 'ana'))).toBe(canonical(event));
        expect(everythingOf(evolve(state, event))).toBe(everythingOf(next));
        expect(everythingOf(state)).toBe(before);
        state = next;
      }
    }),
    { seed: fixedSeed, numRuns: 50 },
  );
});

test('I10: a frozen state can indeed not be changed', () => {
  const { steps, ops } = frozen(emptyFlow);
  expect(() => (steps as Map<string, unknown>).set('a', {})).toThrow(TypeError);
  expect(() => (ops as Set<string>).add('a')).toThrow(TypeError);
});

test('I10: a replica gives a new one and leaves the old one as it was', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const draws = drawsOf(schedule);
      let replica = frozenReplica(newReplica('flow-a', 'device'));
      let state = emptyFlow;
      for (let i = 0; i < 20; i += 1) {
        const body = someEdit(viewOf(replica, 'ana'), draws, { careful: false, fresh: () => `v${i}` });
        replica = frozenReplica(edit(replica, deepFrozen(body), { opId: `op-${i}`, at: i }));
        if (draws.next(3) > 0) continue;
        const judged = judgePush(frozen(state), { replica: 'device', actor: 'ana', ops: replica.outbox });
        const events = judged.events.map((event, k) => ({ rev: state.rev + 1 + k, event, time: '' }));
        replica = frozenReplica(receive(replica, deepFrozen(events)).replica);
        state = judged.state;
      }
      expect(everythingOf(replica.confirmed)).toBe(everythingOf(state));
    }),
    { seed: fixedSeed, numRuns: 50 },
  );
});

function drawsOf(schedule: readonly number[]): Draws {
  let at = 0;
  return { next: (below) => (schedule[(at += 1) % schedule.length] ?? 0) % below };
}

/** The state so that any change to it throws: Object.freeze alone does not keep a map or a set from being changed. */
function frozen(state: FlowState): FlowState {
  const locked = Object.entries(state).map(([name, held]: [string, unknown]) => {
    if (held instanceof Map) return [name, locks(new Map(deepFrozen([...held])))];
    return [name, held instanceof Set ? locks(new Set(deepFrozen([...held]))) : held];
  });
  return Object.freeze(Object.fromEntries(locked)) as FlowState;
}

function locks<T extends object>(held: T): T {
  const refuses = (): never => {
    throw new TypeError('A frozen state was changed.');
  };
  return Object.freeze(Object.assign(held, { set: refuses, add: refuses, delete: refuses, clear: refuses }));
}

function frozenReplica(replica: FlowReplica): FlowReplica {
  const { confirmed, ...kept } = replica;
  return Object.freeze({ ...deepFrozen(kept), confirmed: frozen(confirmed) });
}

function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) deepFrozen(each);
  return Object.freeze(value);
}
