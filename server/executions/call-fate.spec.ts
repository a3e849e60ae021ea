import { describe, expect, test } from '@jest/globals';
import type { KeptCall } from '#contracts/carrier';
import type { OpenRow } from '#contracts/row/state';
import type { Log } from '#server/engine/log/log';
import { callFateOf } from './call-fate.ts';
import type { RunFacts } from './facts.ts';

const attempt = { of: 'call', attemptId: 'a', channelId: 'voice', providerId: 'CA1', state: 'accepted' };
const row = { attempt } as unknown as OpenRow;
const run = { channels: [{ channelId: 'voice', provider: 'sandbox' }] } as unknown as RunFacts;
const spoken: KeptCall = {
  ...{ providerId: 'CA1', createdAt: '2026-03-01T12:00:00.000Z' },
  ...{ status: 'completed', answeredBy: 'human', seconds: 30 },
};

const fateOf = (kept: KeptCall, asked: { attemptId: string | null; at: string }) =>
  callFateOf(
    {
      log: { readMany: () => Promise.resolve(new Map()) } as unknown as Log,
      carriers: new Map([['sandbox', { keptCall: () => Promise.resolve(kept) } as never]]),
    },
    row,
    run,
    { ask: true, ...asked },
  );

describe('a contact who rings us while we believe our call to them to last', () => {
  const rings = { attemptId: null, at: '2026-03-01T12:00:31.000Z' };
  test('may have hung up just now: the words of that call, which might be a no to all others, are waited for', async () => {
    expect(await fateOf(spoken, rings)).toBe(null);
  });
  test('is known to have spoken when no words came in the time in which they come', async () => {
    const later = { ...rings, at: '2026-03-01T12:03:00.000Z' };
    expect(await fateOf(spoken, later)).toMatchObject({ kind: 'callConcluded', result: 'answered', answer: null });
  });
  test('is known at once not to have been reached', async () => {
    const kept = { ...spoken, status: 'no-answer', answeredBy: null } as const;
    expect(await fateOf(kept, rings)).toMatchObject({ kind: 'callConcluded', result: 'noAnswer' });
  });
});

test('a call that is asked for by name, when it must be over, is concluded by what the carrier keeps', async () => {
  const asked = { attemptId: 'a', at: '2026-03-01T12:00:31.000Z' };
  expect(await fateOf(spoken, asked)).toMatchObject({ kind: 'callConcluded', result: 'answered' });
});
