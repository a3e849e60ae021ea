import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Callback } from '#contracts/callback/callback';
import type { Carrier, Conversation, SendAnswer } from '#contracts/carrier';
import { callbackDoors } from '#server/callbacks/routes';
import { memoryLedger } from '#server/carriers/sandbox/ledger';
import { createRemoteSandbox } from '#server/carriers/sandbox/remote-sandbox';
import { serveSandbox } from '#server/carriers/sandbox/sandbox-server';
import { undisturbed } from '#server/carriers/sandbox/script';
import { isSigned, sign } from '#server/carriers/sandbox/signature';
import { createHttpApp } from '#server/engine/http/http-app';

const secret = 'a secret for tests only';
const voice = '+56221234567';
const since = '2000-01-01T00:00:00.000Z';
const row = '00000000-0000-4000-8000-000000000000_0';
const attempt = {
  ...{ message: `${row}.1`, call: `${row}.2`, transfer: `${row}.3`, late: `${row}.4`, unheard: `${row}.5` },
  ...{ answer: `${row}.6`, forged: `${row}.7` },
};
const heard: Callback[] = [];
const listeners = new Set<() => void>();
let door: Server;
let sandbox: Awaited<ReturnType<typeof serveSandbox>>;
let carrier: Carrier;
let url: string;

beforeAll(async () => {
  const app = createHttpApp({
    ...{ allow: () => (_request, _response, next) => next(), pages: [], report: () => undefined },
    doors: callbackDoors({
      isSigned: (body, signature) => isSigned(secret, body, signature, Date.now()),
      ingest: (callback) => {
        heard.push(callback);
        for (const listener of listeners) listener();
        return Promise.resolve();
      },
    }),
  });
  door = app.listen(0, '127.0.0.1');
  await once(door, 'listening');
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/hooks/sandbox`;
  sandbox = await serveSandbox({
    ...{ secret, callbackUrl: url, seed: 's', timing: 'instant', disturbances: undisturbed, ledger: memoryLedger() },
  });
  carrier = createRemoteSandbox({ url: sandbox.url, secret });
});

afterAll(async () => {
  await sandbox.close();
  door.closeAllConnections();
  door.close();
});

const conversation: Conversation = {
  ...{ disclosure: 'This call is made by an AI.', greeting: 'Hello Ana', prompt: 'Be brief.', voice: 'alloy' },
  ...{ context: {}, record: true, maxDurationSeconds: 60, hold: true },
};
const about = (person: string) => ({ timeScale: 1, from: voice, to: person });
const idOf = (answer: SendAnswer): string => (answer.answer === 'accepted' ? answer.providerId : answer.sentence);

/** The first callback that is so, now or when it comes. */
function told<K extends Callback['kind']>(
  kind: K,
  is: (callback: Extract<Callback, { kind: K }>) => boolean,
): Promise<Extract<Callback, { kind: K }>> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = heard.find(
        (callback): callback is Extract<Callback, { kind: K }> =>
          callback.kind === kind && is(callback as Extract<Callback, { kind: K }>),
      );
      if (!found) return;
      listeners.delete(look);
      resolve(found);
    };
    listeners.add(look);
    look();
  });
}

describe('the sandbox in a process of its own', () => {
  test('takes messages, and tells what becomes of them', async () => {
    const person = '+56961230005';
    const template = { name: 'reminder', language: 'en', variables: {} };
    const id = idOf(await carrier.send({ ...about(person), attemptId: attempt.message, template, body: 'Hello' }));
    await told('inbound', ({ from }) => from === person);
    await told('status', ({ providerId, status }) => providerId === id && status === 'read');
    expect(await carrier.list({ from: voice, to: person, since })).toMatchObject([{ providerId: id, body: 'Hello' }]);
  });
  test('calls, hands over, and keeps what it did', async () => {
    const person = '+56961230015';
    const id = idOf(
      await carrier.call({ ...conversation, ...about(person), attemptId: attempt.call, ringSeconds: 20 }),
    );
    await told('dialogue', ({ providerId, live, wantsTransfer }) => providerId === id && live && wantsTransfer);
    expect(await carrier.keptCall(id)).toMatchObject({ providerId: id, status: 'in-progress' });
    const transfer = { providerId: id, person, to: '+56221230014', line: '', ringSeconds: 20, timeScale: 1 };
    expect(await carrier.transfer({ ...transfer, attemptId: attempt.transfer })).toMatchObject({ answer: 'accepted' });
    await told('transfer', ({ attemptId, result }) => attemptId === attempt.transfer && result === 'bridged');
    await told('callStatus', ({ providerId, status }) => providerId === id && status === 'completed');
    await told('recording', ({ providerId }) => providerId === id);
    expect(await carrier.listCalls({ from: voice, to: person, since })).toMatchObject([{ status: 'completed' }]);
    expect(await carrier.transfer({ ...transfer, attemptId: attempt.late })).toMatchObject({ code: '21220' });
    expect(await carrier.keptCall('CA0')).toBeNull();
  });
  test('calls back, is answered, and is let go of', async () => {
    const person = '+56961230020';
    await carrier.call({ ...conversation, ...about(person), attemptId: attempt.unheard, ringSeconds: 20 });
    const { providerId } = await told('inboundCall', ({ from }) => from === person);
    const answer = { ...conversation, attemptId: attempt.answer, providerId, from: person, timeScale: 1 };
    expect(await carrier.answer(answer)).toMatchObject({ answer: 'accepted', providerId });
    await told('dialogue', ({ attemptId }) => attemptId === attempt.answer);
    await carrier.hangUp(providerId);
    await told('callStatus', ({ attemptId, status }) => attemptId === attempt.answer && status === 'completed');
  });
  test('hears nobody who cannot sign, and has no other doors', async () => {
    const ask = (path: string, signature: string) =>
      fetch(`${sandbox.url}${path}`, { headers: { 'x-sandbox-signature': signature } });
    expect((await ask('/calls', 'nonsense')).status).toBe(401);
    expect((await ask('/elsewhere', sign(secret, '/elsewhere', Date.now()))).status).toBe(404);
    const away = createRemoteSandbox({ url: sandbox.url, secret: 'another secret' });
    expect(
      await away.call({ ...conversation, ...about(voice), attemptId: attempt.forged, ringSeconds: 20 }),
    ).toMatchObject({
      answer: 'unknown',
    });
  });
});

describe('the door of the product', () => {
  const post = (body: object): Promise<Response> => {
    const text = JSON.stringify(body);
    return fetch(url, {
      method: 'POST',
      body: text,
      headers: { 'x-sandbox-signature': sign(secret, text, Date.now()) },
    });
  };
  test.each<[string, object]>([
    ['no kind', {}],
    ['a kind that is none', { kind: 'fax' }],
    ['a kind that every object has', { kind: 'constructor' }],
    ['a shape of another kind', { kind: 'inboundCall', provider: 'sandbox', providerId: 'CA1', text: 'Hello' }],
    [
      'a number that is none',
      { kind: 'inboundCall', provider: 'sandbox', providerId: 'CA1', from: '123', to: voice, receivedAt: since },
    ],
  ])('refuses %s, and says in which field', async (_what, body) => {
    const before = heard.length;
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { issues: unknown[] }).issues).not.toEqual([]);
    expect(heard).toHaveLength(before);
  });
});
