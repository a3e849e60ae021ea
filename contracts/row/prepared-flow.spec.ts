import { describe, expect, test } from '@jest/globals';
import { flowVersionsExamples } from '#contracts/flow/examples';
import { attemptIdOf, rowIdOf, rowOfAttempt, rowStreamOf } from './ids.ts';
import { prepareFlow } from './prepared-flow.ts';

const { document } = flowVersionsExamples.FlowPublished.data;
const withStep = (step: { id: string; type: string; config: Record<string, string> }) => ({
  ...document,
  steps: { ...document.steps, [step.id]: { ...step, x: 0, y: 0 } },
});

describe('a published flow', () => {
  test('knows its beginning, its steps, and where each port leads', () => {
    const flow = prepareFlow(document);
    expect([flow.start, [...flow.steps.keys()]]).toEqual(['start', ['start', 'end']]);
    expect(flow.next('start', 'next')).toEqual({ id: 'end', type: 'End', config: { outcome: 'done' } });
  });
  test('leads nowhere from a port without a connection', () => {
    expect(prepareFlow(document).next('start', 'another')).toBeUndefined();
    expect(prepareFlow(document).next('end', 'next')).toBeUndefined();
  });
  test('has its settings in their form, with their defaults', () => {
    const branch = { id: 'b', type: 'ResponseBranch', config: { branches: [{ id: 'yes', label: ' Yes ' }] } };
    expect(prepareFlow(withStep(branch as never)).steps.get('b')?.config).toEqual({
      branches: [{ id: 'yes', label: 'Yes', keywords: [], buttons: [] }],
    });
  });
  test('without a Start, with an unknown step or a wrong setting is a fault', () => {
    expect(() => prepareFlow({ ...document, steps: {} })).toThrow(/no Start step/);
    expect(() => prepareFlow(withStep({ id: 'x', type: 'Teleport', config: {} }))).toThrow(
      /“x” has the unknown type “Teleport”/,
    );
    expect(() => prepareFlow(withStep({ id: 'x', type: 'toString', config: {} }))).toThrow(/unknown type/);
    expect(() => prepareFlow(withStep({ id: 'x', type: 'End', config: {} }))).toThrow();
  });
});

describe('an attempt id', () => {
  const executionId = '0193f1a0-0000-7000-8000-000000000002';
  test('says which attempt of which row it is', () => {
    const rowId = rowIdOf(executionId, 12);
    expect([rowId, rowStreamOf(executionId, 12)]).toEqual([`${executionId}_12`, `row-${executionId}_12`]);
    expect(rowOfAttempt(attemptIdOf(rowId, 3))).toEqual({ rowId, executionId, n: 12, k: 3 });
  });
  test.each([
    '',
    'SM1',
    `${executionId}_12`,
    `${executionId}.1`,
    `${executionId}_1.`,
    ` ${executionId}_1.1`,
    `${executionId}_1.1x`,
  ])('“%s” is none of ours', (text) => expect(rowOfAttempt(text)).toBeNull());
});
