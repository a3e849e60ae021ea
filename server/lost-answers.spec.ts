import { describe, expect, test } from '@jest/globals';
import type { OpenRow } from '#contracts/row/state';
import { memoryLedger } from '#server/carriers/sandbox/ledger';
import { createSandboxCarrier } from '#server/carriers/sandbox/sandbox-carrier';
import { openSandboxWorld } from '#server/carriers/sandbox/sandbox-world';
import { undisturbed } from '#server/carriers/sandbox/script';
import { fateOf } from '#server/executions/fate';
import type { RunFacts } from '#server/executions/facts';

const [from, to, text] = ['+56600000001', '+56961230004', 'Will you come?'];
const attemptId = '0193f1a0-0000-7000-8000-000000000002_0_1';
const channelId = '0193f1a0-0000-7000-8000-000000000004';
const run = { channels: [{ channelId, kind: 'whatsapp', number: from, provider: 'sandbox' }] } as unknown as RunFacts;
const nothingRead = { readMany: () => Promise.resolve(new Map()) } as unknown as Parameters<typeof fateOf>[0]['log'];

/** A carrier that took the message and never answered. */
async function carrierWith(messages: number) {
  const deliver = (): Promise<void> => Promise.resolve();
  const parts = { seed: 's', timing: 'realistic', disturbances: undisturbed, ledger: memoryLedger(), deliver } as const;
  const world = openSandboxWorld(parts);
  const taken: string[] = [];
  for (let i = 0; i < messages; i += 1) {
    const answer = await world.send({ attemptId, from, to, body: text, template: null, timeScale: 1 });
    if (answer.answer === 'accepted') taken.push(answer.providerId);
  }
  await world.close();
  return { carriers: new Map([['sandbox', createSandboxCarrier(world)]]), taken };
}

const minutes = 60_000;
/** A row with an open attempt, by a clock that is wrong by so many milliseconds. */
const rowBy = (wrongBy: number, providerIds: readonly string[] = []): OpenRow =>
  ({
    ...{ status: 'open', providerIds, started: { phone: to } },
    attempt: {
      ...{ of: 'message', state: 'open', attemptId, channelId, text },
      intendedAt: new Date(Date.now() + wrongBy).toISOString(),
    },
  }) as unknown as OpenRow;

describe('an attempt without an answer', () => {
  test.each([0, -60 * minutes, 60 * minutes])('is found by a clock that is wrong by %d ms', async (wrongBy) => {
    const { carriers, taken } = await carrierWith(1);
    const fate = await fateOf({ log: nothingRead, carriers }, rowBy(wrongBy), run);
    expect(fate).toEqual({ kind: 'accepted', attemptId, providerId: taken[0], via: 'list' });
  });
  test('is not a message that another attempt of the row is known to be', async () => {
    const { carriers, taken } = await carrierWith(1);
    expect(await fateOf({ log: nothingRead, carriers }, rowBy(0, taken), run)).toEqual({ kind: 'absent', attemptId });
  });
});
