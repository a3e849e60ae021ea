import { io, type Socket } from 'socket.io-client';
import type { Fact, Room } from '#contracts/wire/facts';
import { socketTransports, type ClientMessages, type Frame, type ServerMessages } from '#contracts/wire/sockets';

/** What the clients' process is told: where to connect, what to watch, and which count to look at. */
export type Asked =
  | {
      readonly ask: 'watch';
      readonly url: string;
      readonly cookie: string;
      readonly room: Room;
      readonly clients: number;
    }
  | { readonly ask: 'report' };

/** When each client first saw which count, in milliseconds since the epoch of the clock. */
export type Seen = {
  readonly clients: readonly {
    readonly at: readonly number[];
    readonly counts: readonly number[];
    readonly frames: number;
    readonly reconnects: number;
    /** Frames missed after a reconnection and not told again, nor a reload. */
    readonly lost: number;
  }[];
};

export type Told = { readonly told: 'watching' } | { readonly told: 'seen'; readonly seen: Seen };

const cutEveryMs = 500;

/** A screen that watches one execution: delivered and read, each a step. */
function watchOne({ url, cookie, room }: Extract<Asked, { ask: 'watch' }>) {
  const socket: Socket<ServerMessages, ClientMessages> = io(url, {
    ...{ transports: [...socketTransports], extraHeaders: { cookie }, forceNew: true },
    ...{ reconnectionDelay: 100, reconnectionDelayMax: 100 },
  });
  const seen = { at: [] as number[], counts: [] as number[], frames: 0, reconnects: -1, lost: 0 };
  let known: { epoch: string; seq: number } | null = null;
  let count = -1;
  const take = (facts: readonly Fact[]): void => {
    for (const fact of facts) {
      if (fact.kind !== 'execution' || fact.delivered + fact.read <= count) continue;
      count = fact.delivered + fact.read;
      seen.at.push(performance.timeOrigin + performance.now());
      seen.counts.push(count);
    }
  };
  const hear = ({ epoch, seq, facts }: Frame): void => {
    if (known?.epoch === epoch) seen.lost += Math.max(0, seq - known.seq - 1);
    known = { epoch, seq };
    seen.frames += 1;
    take(facts);
  };
  const watching = new Promise<void>((resolve, reject) => {
    socket.on('connect_error', reject);
    socket.on('connect', () => {
      seen.reconnects += 1;
      socket.emit('watch', known ? { room, after: known } : { room }, (answer) => {
        if (answer.status !== 'ok') {
          reject(new Error(answer.detail));
          return;
        }
        if (answer.reload) known = null;
        for (const frame of answer.frames) hear(frame);
        known = { epoch: answer.epoch, seq: answer.seq };
        resolve();
      });
    });
    socket.on('facts', (frame) => {
      // Before the answer to a watch the frames of the connection before are not yet made good.
      if (socket.connected) hear(frame);
    });
  });
  return { seen, watching, cut: () => socket.io.engine.close() };
}

let clients: ReturnType<typeof watchOne>[] = [];

process.on('message', (asked: Asked) => {
  if (asked.ask === 'report') {
    process.send?.({ told: 'seen', seen: { clients: clients.map(({ seen }) => seen) } } satisfies Told);
    return;
  }
  clients = Array.from({ length: asked.clients }, () => watchOne(asked));
  void Promise.all(clients.map(({ watching }) => watching)).then(() => {
    let next = 0;
    setInterval(() => clients[(next += 1) % clients.length]?.cut(), cutEveryMs);
    process.send?.({ told: 'watching' } satisfies Told);
  });
});
