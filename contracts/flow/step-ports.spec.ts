import { describe, expect, test } from '@jest/globals';
import type { Step } from './document.ts';
import { portsOfStep } from './step-ports.ts';

const step = (type: string, config: Step['config'] = {}): Step => ({ id: 'a', type, x: 0, y: 0, config });

describe('The ports of a step', () => {
  test('are there before its settings are', () => {
    expect(portsOfStep(step('SendMessage')).map(({ name }) => name)).toEqual(['sent', 'failed', 'windowClosed']);
    expect(portsOfStep(step('ResponseBranch')).map(({ name }) => name)).toEqual(['default']);
  });
  test('carry the labels of branches, also while one of them is unfinished', () => {
    const branches = [{ id: 'yes', label: 'Yes' }, { id: 'later', label: ' ' }, 'nonsense', { label: 'No id' }];
    expect(portsOfStep(step('ResponseBranch', { branches }))).toEqual([
      { name: 'yes', required: true, label: 'Yes' },
      { name: 'later', required: true, label: null },
      { name: 'default', required: true, label: null },
    ]);
  });
  test('of a step type of another version are none', () => {
    expect(portsOfStep(step('Teleport'))).toEqual([]);
  });
});
