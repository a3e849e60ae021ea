import { describe, expect, test } from '@jest/globals';
import type { CampaignFact, Fact } from '#contracts/wire/facts';
import type { Frame, WatchAnswer } from '#contracts/wire/sockets';
import { watchRooms } from './live-connection.ts';
import type { ServerSocket } from './server-link.ts';

type Asked = { readonly message: string; readonly request: { readonly room: string; readonly after?: object } };

/** The server's end: what was asked of it, and what it says. */
function aServer(answers: readonly WatchAnswer[]) {
  const heard = new Map<string, (payload?: unknown) => void>();
  const asked: Asked[] = [];
  let next = 0;
  const socket = {
    connected: true,
    on: (message: string, then: (payload?: unknown) => void) => heard.set(message, then),
    off: () => heard.clear(),
    connect: () => heard.get('connect')?.(),
    disconnect: () => undefined,
    timeout: () => ({
      emitWithAck: (message: string, request: Asked['request']) => {
        asked.push({ message, request });
        const answer = answers[message === 'watch' ? next++ : answers.length];
        return Promise.resolve(answer ?? { status: 'ok' });
      },
    }),
  };
  const say = (message: string, payload?: unknown): void => heard.get(message)?.(payload);
  return { socket: socket as unknown as ServerSocket, asked, say };
}

const epoch = '5d1f1c2e-0000-4000-8000-000000000000';
const room = 'campaigns';
const fact = (name: string): CampaignFact => ({
  ...{ kind: 'campaign', campaign_id: 'c', name, status: 'draft', flow_id: 'f', running_execution_id: null },
  ...{ executions: 0, changed_at: '2026-11-28T10:00:00.000Z', position: 1 },
});
const frame = (seq: number, name: string): Frame => ({ room, epoch, seq, facts: [fact(name)] });
const whole = (seq: number, name: string): Extract<WatchAnswer, { status: 'ok' }> => ({
  ...{ status: 'ok', reload: true, epoch, seq, frames: [frame(seq, name)] },
});

async function watching(answers: readonly WatchAnswer[]) {
  const server = aServer(answers);
  const told: string[] = [];
  const connection = watchRooms(server.socket, (fault) => told.push(String(fault)));
  const leave = connection.watch(room, {
    facts: (facts: readonly Fact[]) => told.push(...facts.map((each) => (each as CampaignFact).name)),
    live: (is) => told.push(is ? 'live' : 'away'),
    reload: () => told.push('reload'),
  });
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  await settled();
  return { ...server, told, leave, settled };
}

describe('A room that is watched', () => {
  test('is told whole at first, then by its frames in their order; the same one twice is told once', async () => {
    const { told, say } = await watching([whole(3, 'whole')]);
    say('facts', frame(4, 'four'));
    say('facts', frame(4, 'four again'));
    expect(told).toEqual(['whole', 'live', 'four']);
  });
  test('asks for what it has not when a frame is missing, and says where it stopped', async () => {
    const missed: WatchAnswer = {
      ...whole(6, ''),
      reload: false,
      frames: [frame(4, 'four'), frame(5, 'five'), frame(6, 'six')],
    };
    const { told, say, asked, settled } = await watching([whole(3, 'whole'), missed]);
    say('facts', frame(6, 'too early'));
    await settled();
    expect(asked.at(-1)?.request).toEqual({ room, after: { epoch, seq: 3 } });
    expect(told).toEqual(['whole', 'live', 'four', 'five', 'six', 'live']);
  });
  test('says that lists have to be fetched anew when the server does not know any more what was missed', async () => {
    const { told, say, settled } = await watching([whole(3, 'whole'), whole(90, 'now')]);
    say('disconnect', 'transport close');
    say('connect');
    await settled();
    expect(told).toEqual(['whole', 'live', 'away', 'now', 'reload', 'live']);
  });
  test('is not live for whoever may not see it', async () => {
    const { told } = await watching([{ status: 'forbidden', code: 'NotAllowed', detail: 'no' }]);
    expect(told).toEqual(['away']);
  });
  test('is left when nobody watches it any more', async () => {
    const { asked, leave, say, told } = await watching([whole(3, 'whole')]);
    leave();
    say('facts', frame(4, 'four'));
    expect(asked.at(-1)).toEqual({ message: 'unwatch', request: { room } });
    expect(told).toEqual(['whole', 'live']);
  });
});
