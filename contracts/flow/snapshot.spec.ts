import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { flowFrom, snapshotOf, stateHash, type FlowSnapshot } from './snapshot.ts';
import { emptyFlow, type FlowState } from './state.ts';
import { everythingOf } from './sync-model/checks.ts';
import { someEdit } from './sync-model/edits.ts';
import { schedules } from './sync-model/run.ts';

const seed = 20_261_128;

/** A flow after a number of edits of three devices, and its states on the way. */
function livedThrough(schedule: readonly number[], edits: number): FlowState[] {
  let at = 0;
  const draws = { next: (below: number) => (schedule[(at += 1) % schedule.length] ?? 0) % below };
  const states: FlowState[] = [emptyFlow];
  for (let i = 0; i < edits; i += 1) {
    const state = states.at(-1) ?? emptyFlow;
    const op = {
      ...someEdit(state, draws, { careful: false, fresh: () => `v${i}` }),
      ...{ opId: `0193f1a0-0000-7000-8000-${String(i).padStart(12, '0')}`, replica: `r${i % 3}` },
      ...{ seq: Math.floor(i / 3) + 1, v: 1 as const, flowId: 'flow-a', at: i },
    };
    states.push(evolve(state, decide(state, op, 'ana')));
  }
  return states;
}

function sent(state: FlowState): FlowState {
  return flowFrom(JSON.parse(JSON.stringify(snapshotOf(state))) as FlowSnapshot);
}

test('a fold that was sent as a snapshot goes on like the fold itself', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const states = livedThrough(schedule, 60);
      const last = states.at(-1) ?? emptyFlow;
      expect(stateHash(sent(last))).toBe(stateHash(last));
      expect(everythingOf(sent(last))).toBe(everythingOf(last));
      for (const name of ['steps', 'connections', 'meta', 'dead', 'conflicts'] as const)
        expect([...sent(last)[name].keys()]).toEqual([...last[name].keys()]);
    }),
    { seed, numRuns: 100 },
  );
});

test('every event changes the hash, and the order in which things were put in does not', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const states = livedThrough(schedule, 30);
      expect(new Set(states.map(stateHash)).size).toBe(states.length);
      const last = states.at(-1) ?? emptyFlow;
      const turned = { ...last, steps: new Map([...last.steps].reverse()), meta: new Map([...last.meta].reverse()) };
      expect(stateHash(turned)).toBe(stateHash(last));
    }),
    { seed, numRuns: 50 },
  );
});
