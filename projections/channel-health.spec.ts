import { describe, expect, test } from '@jest/globals';
import { evolveHealth, recentAttempts, stateOf, type ChannelHealthRow, type Outcome } from './channel-health.ts';

const many = (times: number, outcome: Outcome): Outcome[] => Array.from({ length: times }, () => outcome);

describe('a channel', () => {
  test.each([
    ['of which nothing is known', [], 'ok'],
    ['with one failure of its own', ['carrier'], 'ok'],
    ['with four failures of its own and nothing else', many(4, 'carrier'), 'degraded'],
    ['with five failures of its own and nothing else', many(5, 'rateLimited'), 'failing'],
    [
      'half of whose attempts fail by its own fault',
      [...many(25, 'delivered'), ...many(25, 'configuration')],
      'failing',
    ],
    ['a tenth of whose attempts fail by its own fault', [...many(45, 'delivered'), ...many(5, 'unknown')], 'degraded'],
    ['less than a tenth of whose attempts fail so', [...many(46, 'answered'), ...many(4, 'carrier')], 'ok'],
    ['whose people have no WhatsApp', many(50, 'notOnWhatsApp'), 'ok'],
    ['at which nobody takes the call', [...many(25, 'noAnswer'), ...many(25, 'busy')], 'ok'],
  ] as const)('%s', (_name, recent, state) => {
    expect(stateOf(recent)).toBe(state);
  });
  test('is told from its last attempts, and keeps its last failure', () => {
    const word = (outcome: Outcome, number: number) => ({
      ...{ outcome, code: outcome === 'carrier' ? '30008' : null, channelId: 'c' },
      ...{ at: new Date(number * 1000).toISOString(), number },
    });
    const outcomes = [...many(6, 'carrier'), ...many(recentAttempts, 'delivered')];
    const after = outcomes.reduce<ChannelHealthRow | undefined>(
      (row, each, i) => evolveHealth(row, word(each, i)),
      undefined,
    );
    expect(after).toMatchObject({
      ...{ state: 'ok', attempts: 56, recent_trouble: 0, last_failure: 'carrier', last_failure_code: '30008' },
      last_failed_at: new Date(5_000).toISOString(),
    });
    expect(after?.recent).toHaveLength(recentAttempts);
  });
});
