import { describe, expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Callback } from '#contracts/callback/callback';
import type { OutboundMessage } from '#contracts/carrier';
import { CueQueue } from './cue-queue.ts';
import { fileLedger, memoryLedger, readLedger } from './ledger.ts';
import { namedPersonas, personaOf } from './persona.ts';
import { openSandboxWorld } from './sandbox-world.ts';
import { scriptOf, undisturbed, type Taken } from './script.ts';
import { isSigned, sign } from './signature.ts';

const message = (to: string, attemptId = '0193f1a0-0000-7000-8000-000000000002_0.1'): OutboundMessage => ({
  ...{ attemptId, from: '+56600000001', to, body: 'Hello', timeScale: 1 },
  template: { name: 'reminder', language: 'en', variables: {} },
});
const taken = (to: string): Taken => ({ providerId: 'SM1', at: '2026-11-24T12:00:00.000Z', message: message(to) });

describe('the people of the sandbox', () => {
  test('do the same with the same seed, and other things with another', () => {
    const behaviours = (seed: string) =>
      Array.from({ length: 200 }, (_each, i) => JSON.stringify(personaOf(seed, `+56961${String(i * 37 + 100_000)}`)));
    expect(behaviours('a')).toEqual(behaviours('a'));
    expect(behaviours('a')).not.toEqual(behaviours('b'));
  });
  test('are refused, fail, read, answer, tap and say STOP in shares that walk every way', () => {
    const all = Array.from({ length: 5_000 }, (_each, i) => personaOf('seed', `+569${60_000_000 + i * 7}`));
    const share = (is: (persona: (typeof all)[number]) => boolean): number => all.filter(is).length / all.length;
    expect(share(({ refused }) => refused)).toBeGreaterThan(0.005);
    expect(share(({ undelivered }) => undelivered !== null)).toBeGreaterThan(0.01);
    expect(share(({ replies }) => replies.length > 0)).toBeGreaterThan(0.3);
    expect(share(({ replies }) => replies.some(({ button }) => button !== ''))).toBeGreaterThan(0.02);
    expect(share(({ replies }) => replies.some(({ text }) => /stop|baja/i.test(text)))).toBeGreaterThan(0.002);
  });
  test('whose numbers end in 0001 to 0009 behave as told', () => {
    for (const [ending, persona] of Object.entries(namedPersonas))
      expect(personaOf('any', `+5696000${ending}`)).toEqual(persona);
  });
});

describe('the script of a message', () => {
  const mood = { timing: 'realistic', disturbances: undisturbed } as const;
  const statuses = (cues: ReturnType<typeof scriptOf>): string[] =>
    cues
      .toSorted((left, right) => left.afterMs - right.afterMs)
      .map(({ callback }) => (callback.kind === 'status' ? callback.status : 'reply'));
  test('follows from seed, number and attempt alone', () => {
    expect(scriptOf('s', taken('+56961230005'), mood)).toEqual(scriptOf('s', taken('+56961230005'), mood));
  });
  test('is sent, delivered, read and answered, in human time', () => {
    const cues = scriptOf('s', taken('+56961230005'), mood);
    expect(statuses(cues)).toEqual(['sent', 'delivered', 'read', 'reply']);
    expect(Math.max(...cues.map(({ afterMs }) => afterMs))).toBeGreaterThan(60_000);
  });
  test('a time scale shortens it', () => {
    const fast = { ...taken('+56961230005'), message: { ...message('+56961230005'), timeScale: 1_000 } };
    expect(Math.max(...scriptOf('s', fast, mood).map(({ afterMs }) => afterMs))).toBeLessThan(2_000);
  });
  test.each([
    ['duplicate', (cues: ReturnType<typeof scriptOf>) => cues.length > 4],
    ['lost', (cues: ReturnType<typeof scriptOf>) => statuses(cues).every((status) => status === 'reply')],
    ['early', (cues: ReturnType<typeof scriptOf>) => cues.every(({ early }) => early)],
    ['late', (cues: ReturnType<typeof scriptOf>) => Math.max(...cues.map(({ afterMs }) => afterMs)) > 3_600_000],
  ] as const)('%s callbacks come when they are asked for', (disturbance, holds) => {
    expect(
      holds(scriptOf('s', taken('+56961230005'), { ...mood, disturbances: { ...undisturbed, [disturbance]: 1 } })),
    ).toBe(true);
  });
  test('free text is read but not answered', () => {
    const text = { ...taken('+56961230005'), message: { ...message('+56961230005'), template: null } };
    expect(statuses(scriptOf('s', text, mood))).not.toContain('reply');
  });
});

describe('the world of the sandbox', () => {
  test('repeats a callback until it is acknowledged, and then no more', async () => {
    const heard: Callback[] = [];
    let failures = 2;
    const deliver = (callback: Callback): Promise<void> => {
      if ((failures -= 1) >= 0) return Promise.reject(new Error('The product is away.'));
      heard.push(callback);
      return Promise.resolve();
    };
    const world = openSandboxWorld({
      seed: 's',
      timing: 'instant',
      disturbances: undisturbed,
      ledger: memoryLedger(),
      deliver,
    });
    await world.send(message('+56961230003'));
    await world.idle();
    expect(heard.map((callback) => callback.kind === 'status' && callback.status)).toEqual(['delivered']);
    await world.close();
  });
  test('goes on after a restart with what was not heard yet', async () => {
    const ledger = memoryLedger();
    const away = openSandboxWorld({
      seed: 's',
      timing: 'instant',
      disturbances: undisturbed,
      ledger,
      deliver: () => Promise.reject(new Error('away')),
    });
    await away.send(message('+56961230005'));
    await away.close();
    const heard: Callback[] = [];
    const back = openSandboxWorld({
      seed: 's',
      timing: 'instant',
      disturbances: undisturbed,
      ledger,
      deliver: (callback) => Promise.resolve(void heard.push(callback)),
    });
    await back.idle();
    expect(heard).toHaveLength(3);
    await back.close();
  });
  test('lists what it took, by sender, recipient and time, and nothing of our attempts', async () => {
    const world = openSandboxWorld({
      seed: 's',
      timing: 'instant',
      disturbances: undisturbed,
      ledger: memoryLedger(),
      deliver: () => Promise.resolve(),
    });
    await world.send(message('+56961230003'));
    const [found] = world.list({ from: '+56600000001', to: '+56961230003', since: '2000-01-01T00:00:00.000Z' });
    expect(Object.keys(found ?? {}).sort()).toEqual(['body', 'createdAt', 'from', 'providerId', 'status', 'to']);
    expect(world.list({ from: '+56600000001', to: '+56961230003', since: '2999-01-01T00:00:00.000Z' })).toEqual([]);
    await world.close();
  });
});

test('the ledger in a file survives, and a line torn by a crash is cut off', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-ledger-'));
  const file = join(folder, 'ledger.jsonl');
  const first = fileLedger(file);
  await Promise.all([
    first.write({ line: 'taken', taken: taken('+56961230003') }),
    first.write({ line: 'heard', key: 'SM1 delivered' }),
  ]);
  await first.close();
  appendFileSync(file, '{"line":"taken","tak');
  expect(readLedger(file)).toHaveLength(1);
  const second = fileLedger(file);
  expect(second.lines).toHaveLength(2);
  await second.write({ line: 'heard', key: 'SM1 read' });
  await second.close();
  const third = fileLedger(file);
  expect(third.lines).toHaveLength(3);
  await third.close();
  rmSync(folder, { recursive: true });
});

test('a signature is good for its body, its secret and five minutes', () => {
  const signed = sign('secret', 'body', 1_000_000);
  expect(isSigned('secret', 'body', signed, 1_000_000 + 299_000)).toBe(true);
  expect([
    isSigned('secret', 'other', signed, 1_000_000),
    isSigned('other', 'body', signed, 1_000_000),
    isSigned('secret', 'body', signed, 1_000_000 + 301_000),
  ]).toEqual([false, false, false]);
  fc.assert(fc.property(fc.string(), (text) => expect(isSigned('secret', 'body', text, 0)).toBe(false)));
});

test('cues come in the order in which they are due', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000)), (dues) => {
      const queue = new CueQueue<number>();
      for (const due of dues) queue.add(due, due);
      const taken: number[] = [];
      for (let cue = queue.take(Infinity); cue !== undefined; cue = queue.take(Infinity)) taken.push(cue);
      expect(taken).toEqual(dues.toSorted((left, right) => left - right));
      expect([queue.size, queue.nextDue]).toEqual([0, undefined]);
    }),
  );
});
