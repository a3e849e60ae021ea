import { describe, expect, test } from '@jest/globals';
import { everyStepFlow } from './every-step-flow.ts';
import { documentOf } from './evolve.ts';
import { connectPort, editsTo, removeSteps, setField, writeOn } from './local-edits.ts';
import type { Body } from './operation.ts';
import { starterFlow } from './starter-flow.ts';
import { emptyFlow, type FlowState } from './state.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const folded = (bodies: readonly Body[], on: FlowState = emptyFlow): FlowState => {
  const writer = writeOn(on);
  bodies.forEach(writer.add);
  return writer.state;
};
const starter = folded(starterFlow({ templateId, variables: {} }));
const other = folded(
  everyStepFlow({
    ...{ templateId, nameColumn: 'name', callUs: '+56961234567' },
    transferTo: { of: 'number', number: '+56961234567' },
  }),
);

describe('Edits made on a device', () => {
  test('several connected steps are removed without a clash with oneself', () => {
    const after = folded(removeSteps(starter, ['ask', 'wait', 'branch', 'nobody']), starter);
    expect([...after.steps.keys()]).not.toContain('wait');
    expect(after.conflicts.size).toBe(0);
    expect(after.steps.size).toBe(starter.steps.size - 3);
  });
  test('connecting a port that leads on already takes the place of its way', () => {
    expect(connectPort(starter, { from: 'start', port: 'next', to: 'wait' })).toEqual([
      { k: 'connect', from: 'start', port: 'next', to: 'wait', replaces: 'start/next>ask' },
    ]);
    expect(connectPort(starter, { from: 'start', port: 'next', to: 'ask' })).toEqual([]);
  });
  test('a setting says what it was before, and one that stays as it is is no edit', () => {
    expect(setField(starter, 'silent', 'outcome', 'Gone')).toEqual([
      { k: 'setField', id: 'silent', field: 'outcome', from: 'No answer', to: 'Gone' },
    ]);
    expect(setField(starter, 'silent', 'outcome', 'No answer')).toEqual([]);
    expect(setField(starter, 'silent', 'outcome', undefined)).toEqual([
      { k: 'setField', id: 'silent', field: 'outcome', from: 'No answer' },
    ]);
  });
  test.each([
    ['an empty flow', emptyFlow, starter],
    ['a flow', starter, other],
    ['the same flow', starter, starter],
  ])('%s becomes another one, without a clash', (_name, from, to) => {
    const edits = editsTo(from, documentOf(to));
    const after = folded(edits, from);
    expect(documentOf(after)).toEqual(documentOf(to));
    expect(after.conflicts.size).toBe(0);
    if (from === to) expect(edits).toEqual([]);
  });
});
