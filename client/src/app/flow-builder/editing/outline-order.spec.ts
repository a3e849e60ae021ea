import { describe, expect, test } from '@jest/globals';
import { writeOn } from '#contracts/flow/local-edits';
import { starterFlow } from '#contracts/flow/starter-flow';
import { emptyFlow } from '#contracts/flow/state';
import { outlineOrder, waysOf } from './outline-order.ts';

const writer = writeOn(emptyFlow);
starterFlow({ templateId: '0193f1a0-0000-7000-8000-000000000006', variables: {} }).forEach(writer.add);
writer.add({ k: 'addStep', id: 'lost', type: 'Delay', x: -100, y: 0, config: {} });
writer.add({ k: 'connect', from: 'regret', port: 'failed', to: 'ask' });

describe('The outline', () => {
  test('follows the ports from Start, and ends with what no way leads to', () => {
    expect(outlineOrder(writer.state).map(({ id }) => id)).toEqual([
      ...['start', 'ask', 'wait', 'branch', 'thank', 'confirmed', 'regret', 'declined', 'unclear', 'silent', 'lost'],
    ]);
  });
  test('knows what leads to a step and on from it', () => {
    const { into, outOf } = waysOf(writer.state, 'ask');
    expect(into.map(({ from }) => from)).toEqual(['start', 'regret']);
    expect(outOf.map(({ to }) => to)).toEqual(['wait']);
  });
});
