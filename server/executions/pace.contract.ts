import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunChannel } from './facts.ts';
import type { Asking } from './pace.ts';
import type { RunTables } from './run-tables.ts';

const noon = Date.parse('2026-11-24T12:00:00.000Z');
const at = (ms: number): string => new Date(noon + ms).toISOString();
const channelWith = (perSecond: number, newContactsPerDay: number | null = null): RunChannel => ({
  ...{ channelId: randomUUID(), kind: 'whatsapp', provider: 'sandbox', number: '+56600000001' },
  ...{ perSecond, newContactsPerDay },
});
const people = (channel: RunChannel, names: readonly string[], change: Partial<Asking> = {}): Asking[] =>
  names.map((contactId) => ({ channel, contactId, initiates: true, timeScale: 1, ...change }));
const many = (count: number, prefix = 'p'): string[] => Array.from({ length: count }, (_each, i) => `${prefix}${i}`);

/** Nobody is contacted faster than the channel, the person and the sender's limits allow, wherever that is kept. */
export function describePace(name: string, open: () => Promise<{ tables: RunTables; close(): Promise<void> }>): void {
  describe(`the contract of the pace: ${name}`, () => {
    let tables: RunTables;
    let close: () => Promise<void>;
    beforeAll(async () => ({ tables, close } = await open()));
    afterAll(() => close());

    describe('the pace of a channel', () => {
      test('lets go what it is free for, and tells the others when it is their turn', async () => {
        const answers = await tables.askPace(at(0), people(channelWith(10), many(25)));
        expect(answers.filter(({ pace }) => pace === 'go')).toHaveLength(3);
        expect(answers[3]).toEqual({ pace: 'wait', until: at(50) });
        expect(answers.at(-1)).toEqual({ pace: 'wait', until: at(2_150) });
      });
      test('is kept over many rounds, also when two runners ask at the same time', async () => {
        const channel = channelWith(50);
        let went = 0;
        for (let ms = 0; ms <= 10_000; ms += 250) {
          const rounds = await Promise.all(
            ['a', 'b'].map((runner) => tables.askPace(at(ms), people(channel, many(40, `${runner}${ms}-`)))),
          );
          went += rounds.flat().filter(({ pace }) => pace === 'go').length;
        }
        expect(went).toBeLessThanOrEqual(50 * 10 + 14);
        expect(went).toBeGreaterThanOrEqual(50 * 10);
      });
      test('is a pace of its own for every channel', async () => {
        const [one, two] = [channelWith(1), channelWith(1)];
        const answers = await tables.askPace(at(0), [...people(one, ['a', 'b', 'c']), ...people(two, ['a', 'b', 'c'])]);
        expect(answers.map(({ pace }) => pace)).toEqual(['go', 'wait', 'wait', 'go', 'wait', 'wait']);
      });
    });

    describe('a person', () => {
      test('is contacted every six seconds at most, which a time scale shortens', async () => {
        const channel = channelWith(1_000);
        await tables.askPace(at(0), people(channel, ['ana', 'luis']));
        const held = { pace: 'hold', hold: { reason: 'PairRate', until: at(6_000) } };
        expect(await tables.askPace(at(1_000), people(channel, ['ana', 'eva']))).toEqual([held, { pace: 'go' }]);
        expect(await tables.askPace(at(1_100), people(channel, ['luis'], { timeScale: 10 }))).toEqual([{ pace: 'go' }]);
        expect(await tables.askPace(at(6_000), people(channel, ['ana']))).toEqual([{ pace: 'go' }]);
      });
    });

    describe('a sender', () => {
      test('writes first to no more people a day than it may; the others are put off to the days after', async () => {
        const channel = channelWith(1_000, 3);
        const answers = await tables.askPace(at(0), people(channel, many(9)));
        const days = answers.map((answer) => (answer.pace === 'hold' ? answer.hold.until : answer.pace));
        const day = 86_400_000;
        expect(days).toEqual(['go', 'go', 'go', ...[1, 1, 1, 2, 2, 2].map((n) => at(n * day))]);
      });
      test('may answer anybody, and write again to whom it has written to today', async () => {
        const channel = channelWith(1_000, 1);
        await tables.askPace(at(0), people(channel, ['ana']));
        expect(await tables.askPace(at(10_000), people(channel, ['ana', 'eva']))).toMatchObject([
          { pace: 'go' },
          { pace: 'hold', hold: { reason: 'NewContactsLimit' } },
        ]);
        expect(await tables.askPace(at(20_000), people(channel, ['eva'], { initiates: false }))).toEqual([
          { pace: 'go' },
        ]);
        expect(await tables.askPace(at(86_400_001), people(channel, ['eva']))).toEqual([{ pace: 'go' }]);
      });
    });
  });
}
