import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Callback } from '#contracts/callback/callback';
import type { OutboundCall, SendAnswer } from '#contracts/carrier';
import { answerOf, at, message, order, sender, transferOf } from './examples.ts';
import { attemptsIn, memoryLedger, type SandboxLedger } from './ledger.ts';
import { openSandboxWorld, type SandboxWorld, type WorldOptions } from './sandbox-world.ts';
import { undisturbed } from './script.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse(at) });
});
afterEach(() => {
  jest.useRealTimers();
});

const seconds = (count: number): Promise<void> => jest.advanceTimersByTimeAsync(count * 1_000);

function open(more: Partial<WorldOptions> = {}) {
  const heard: Callback[] = [];
  const ledger = more.ledger ?? memoryLedger();
  const world = openSandboxWorld({
    ...{ seed: 's', timing: 'realistic', disturbances: undisturbed },
    deliver: (callback) => Promise.resolve(void heard.push(callback)),
    ...more,
    ledger,
  });
  return { world, heard, ledger };
}

const words = (heard: readonly Callback[]): string[] =>
  heard.map((callback) =>
    callback.kind === 'transfer' ? callback.result : 'status' in callback ? callback.status : callback.kind,
  );
const idOf = (answer: SendAnswer): string => (answer.answer === 'accepted' ? answer.providerId : '');
/** A call whose conversation is over and which stays open. */
async function openCall(world: SandboxWorld, to: string, more: Partial<OutboundCall> = {}): Promise<string> {
  const id = idOf(await world.call(order(to, { hold: true, maxDurationSeconds: 10, ...more })));
  await seconds(40);
  return id;
}

describe('messages', () => {
  test('are told until the product acknowledges it, and then no more', async () => {
    const acknowledged: Callback[] = [];
    let failures = 2;
    const deliver = (callback: Callback): Promise<void> => {
      if ((failures -= 1) >= 0) return Promise.reject(new Error('The product is away.'));
      return Promise.resolve(void acknowledged.push(callback));
    };
    const { world } = open({ timing: 'instant', deliver });
    await world.send(message('+56961230003'));
    await seconds(10);
    expect(words(acknowledged)).toEqual(['delivered']);
    await world.idle();
  });
  test('are told after a restart as far as they were not heard', async () => {
    const { world, ledger } = open({ timing: 'instant', deliver: () => Promise.reject(new Error('away')) });
    await world.send(message('+56961230005'));
    await world.close();
    const back = open({ timing: 'instant', ledger });
    await seconds(1);
    expect(words(back.heard)).toEqual(['delivered', 'read', 'inbound']);
  });
  test('are listed by sender, recipient and time, and nothing of our attempts', async () => {
    const { world } = open();
    await world.send(message('+56961230003'));
    const [found] = await world.list({ from: sender, to: '+56961230003', since: at });
    expect(Object.keys(found ?? {}).sort()).toEqual(['body', 'createdAt', 'from', 'providerId', 'status', 'to']);
    expect(await world.list({ from: sender, to: '+56961230003', since: '2999-01-01T00:00:00.000Z' })).toEqual([]);
  });
  test('to a number that does not exist are refused, and calls too', async () => {
    const { world, ledger } = open();
    const refused = { answer: 'refused', code: '21211', why: 'invalidNumber' };
    expect(await world.send(message('+56961230001'))).toMatchObject(refused);
    expect(await world.call(order('+56961230001'))).toMatchObject(refused);
    expect(ledger.lines).toEqual([]);
  });
});

describe('calls', () => {
  test('go their way, and are kept and listed as far as they have come', async () => {
    const { world, heard } = open();
    const id = idOf(await world.call(order('+56961230014')));
    expect(await world.keptCall(id)).toMatchObject({ status: 'queued', seconds: null });
    await seconds(120);
    expect(words(heard)).toEqual(['initiated', 'ringing', 'in-progress', 'dialogue', 'completed']);
    expect(await world.keptCall(id)).toMatchObject({ status: 'completed', answeredBy: 'human', createdAt: at });
    expect(await world.listCalls({ from: sender, to: '+56961230014', since: at })).toEqual([await world.keptCall(id)]);
    expect(await world.listCalls({ from: sender, to: '+56961230015', since: at })).toEqual([]);
    expect(await world.keptCall('CA0')).toBeNull();
    await world.idle();
  });
  test('at once: an open call is open until it is let go of', async () => {
    const { world, heard } = open({ timing: 'instant' });
    const id = idOf(await world.call(order('+56961230015', { hold: true, record: true })));
    await seconds(1);
    expect(words(heard)).toEqual(['in-progress', 'dialogue']);
    await world.hangUp(id);
    await seconds(1);
    expect(words(heard).slice(2)).toEqual(['completed', 'recording']);
    await world.idle();
    await world.hangUp(id);
    await world.hangUp('CA0');
  });
  test('are handed over once, and never after they have ended', async () => {
    const { world, heard, ledger } = open();
    const id = await openCall(world, '+56961230015');
    expect(await world.transfer(transferOf(id, '+56221230014'))).toMatchObject({ answer: 'accepted' });
    await seconds(200);
    expect(words(heard).slice(-2)).toEqual(['bridged', 'completed']);
    expect(words(heard).filter((word) => word === 'completed')).toHaveLength(1);
    const refused = { answer: 'refused', code: '21220' };
    expect(await world.transfer(transferOf(id, '+56221230014', { attemptId: 'late' }))).toMatchObject(refused);
    expect(await world.transfer(transferOf('CA0', '+56221230014'))).toMatchObject(refused);
    expect(attemptsIn(ledger.lines).map(({ what, refused: code }) => [what, code])).toEqual([
      ...[
        ['call', null],
        ['transfer', null],
      ],
      ...[
        ['transfer', '21220'],
        ['transfer', '21220'],
      ],
    ]);
  });
  test('are open again when the other side is busy', async () => {
    const { world, heard } = open();
    const id = await openCall(world, '+56961230015');
    await world.transfer(transferOf(id, '+56221230010'));
    await seconds(10);
    expect(words(heard).at(-1)).toBe('busy');
    expect(await world.keptCall(id)).toMatchObject({ status: 'in-progress' });
    await seconds(30);
    expect(words(heard).at(-1)).toBe('completed');
  });
  test('go on after a restart, with what was done about them', async () => {
    const { world, ledger } = open();
    const id = await openCall(world, '+56961230015');
    await world.transfer(transferOf(id, '+56221230014'));
    await world.close();
    const back = open({ ledger });
    expect(await back.world.keptCall(id)).toMatchObject({ status: 'in-progress' });
    await seconds(200);
    expect(words(back.heard)).toEqual(['bridged', 'completed']);
    await back.world.idle();
  });
});

describe('calls of contacts', () => {
  const inbound = (heard: readonly Callback[]): string =>
    heard.flatMap((callback) => (callback.kind === 'inboundCall' ? [callback.providerId] : []))[0] ?? '';

  test('follow a message that names a number, are answered, and are a conversation', async () => {
    const { world, heard } = open();
    await world.send(message('+56961230021', { body: 'Call us: +56221234567' }));
    while (inbound(heard) === '') await seconds(5);
    expect(heard.at(-1)).toMatchObject({ from: '+56961230021', to: '+56221234567' });
    const id = inbound(heard);
    expect(await world.keptCall(id)).toMatchObject({ status: 'ringing' });
    expect(await world.transfer(transferOf(id, '+56221230014'))).toMatchObject({ code: '21220' });
    expect(await world.answer(answerOf(id))).toMatchObject({ answer: 'accepted', providerId: id });
    expect(await world.answer(answerOf(id, { attemptId: 'again' }))).toMatchObject({ code: '21220' });
    await seconds(120);
    expect(words(heard).slice(-3)).toEqual(['in-progress', 'dialogue', 'completed']);
    expect(await world.listCalls({ from: '+56221234567', to: '+56961230021', since: at })).toEqual([]);
  });
  test('follow a call that was not picked up, once, also over a restart', async () => {
    const { world, ledger } = open();
    await world.call(order('+56961230020'));
    await world.close();
    const back = open({ ledger });
    await seconds(900);
    expect(words(back.heard)).toEqual(['initiated', 'ringing', 'no-answer', 'inboundCall']);
    expect(back.heard.at(-1)).toMatchObject({ from: '+56961230020', to: sender });
    await back.world.close();
    const again = open({ ledger });
    await seconds(900);
    expect(again.heard).toEqual([]);
    expect(ledger.lines.filter(({ line }) => line === 'rang')).toHaveLength(1);
  });
  test('that nobody answers end, and cannot be answered any more', async () => {
    const { world, heard } = open();
    await world.call(order('+56961230020'));
    while (inbound(heard) === '') await seconds(5);
    await seconds(25);
    expect(await world.answer(answerOf(inbound(heard)))).toMatchObject({ answer: 'refused', code: '21220' });
    expect(words(heard).at(-1)).toBe('inboundCall');
    expect(await world.keptCall(inbound(heard))).toMatchObject({ status: 'no-answer' });
  });
});

describe('early', () => {
  const early = { ...undisturbed, early: 1 };
  const during = async (act: (world: SandboxWorld) => Promise<unknown>, ledger?: SandboxLedger): Promise<string[]> => {
    const { world, heard } = open({ timing: 'instant', disturbances: early, ...(ledger ? { ledger } : {}) });
    await act(world);
    const before = words(heard);
    await world.close();
    return before;
  };
  test('callbacks are there before the answer to what caused them', async () => {
    expect(await during((world) => world.send(message('+56961230003')))).toEqual(['delivered']);
    expect(await during((world) => world.call(order('+56961230014')))).toEqual([
      'in-progress',
      'dialogue',
      'completed',
    ]);
    const ledger = memoryLedger();
    const { world } = open({ timing: 'instant', ledger });
    const id = idOf(await world.call(order('+56961230015', { hold: true })));
    await seconds(1);
    await world.close();
    expect(await during((back) => back.transfer(transferOf(id, '+56221230014')), ledger)).toContain('bridged');
  });
});
