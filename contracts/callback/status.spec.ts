import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { furthest, isFailure, messageStatuses, rankOf, type MessageStatus } from './status.ts';

const status = fc.constantFrom(...messageStatuses);
const after = (heard: readonly MessageStatus[]): MessageStatus => heard.reduce(furthest, 'accepted');

test('a status never goes back, whatever comes in whatever order', () => {
  fc.assert(
    fc.property(fc.array(status), status, (heard, late) => {
      expect(rankOf(furthest(after(heard), late))).toBeGreaterThanOrEqual(rankOf(after(heard)));
    }),
  );
});

test('the order in which callbacks come does not matter for how far a message has come', () => {
  fc.assert(
    fc.property(fc.array(status), (heard) => {
      expect(rankOf(after(heard))).toBe(rankOf(after(heard.toReversed())));
    }),
  );
});

test.each([
  ['queued', 'accepted'],
  ['sending', 'queued'],
  ['sent', 'sending'],
  ['undelivered', 'sent'],
  ['failed', 'sent'],
  ['canceled', 'sent'],
  ['delivered', 'sent'],
  ['delivered', 'undelivered'],
  ['read', 'delivered'],
] as const)('%s comes after %s, in whatever order they are heard', (later, earlier) => {
  expect([furthest(earlier, later), furthest(later, earlier)]).toEqual([later, later]);
});

test('of two failures the first that was heard stays', () => {
  expect([furthest('failed', 'undelivered'), furthest('undelivered', 'canceled')]).toEqual(['failed', 'undelivered']);
});

test('three states are failures', () => {
  expect(messageStatuses.filter(isFailure)).toEqual(['undelivered', 'failed', 'canceled']);
});

test('what a person has received is no failure any more', () => {
  for (const failed of messageStatuses.filter(isFailure)) expect(furthest('delivered', failed)).toBe('delivered');
});
