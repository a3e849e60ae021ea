import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Topic } from '#contracts/kernel/subscriber';
import type { Room } from '#contracts/wire/facts';
import { roomsAtOnce, unwatchRoom, watchRoom, type Frame, type WatchAnswer } from '#contracts/wire/sockets';
import type { Database } from '#server/engine/postgres/database';
import { away, socketDoor, type SocketDoor } from '#server/engine/sockets/answer';
import type { Connection } from '#server/engine/sockets/connection';
import { openLiveRoom, type LiveRoom } from './live-room.ts';
import { permissionOf, seenIn } from './rooms.ts';

/** A room that nobody watches any more is kept this long, for those who come back. */
const keptMs = 60_000;
/** A notice may be lost with the process that was to send it; what is watched is looked at anew this often. */
const lookEveryMs = 10_000;

type Parts = {
  readonly db: Database;
  readonly say: (frame: Frame) => void;
  readonly watchers: (room: Room) => number;
  readonly report: (fault: Error) => void;
};

/** Everything that is watched in this process. */
export function createLiveRooms({ db, say, watchers, report }: Parts) {
  const epoch = randomUUID();
  const rooms = new Map<Room, { readonly live: LiveRoom; leftAt: number }>();
  const looking = setInterval(() => {
    for (const [room, held] of rooms) {
      if (watchers(room) > 0) held.leftAt = Infinity;
      else if (held.leftAt === Infinity) held.leftAt = performance.now();
      else if (performance.now() - held.leftAt > keptMs) {
        held.live.close();
        rooms.delete(room);
        continue;
      }
      held.live.changed();
    }
  }, lookEveryMs);
  looking.unref();

  const liveOf = (room: Room): LiveRoom => {
    const known = rooms.get(room);
    if (known) return known.live;
    const live = openLiveRoom({ db, room, epoch, say, report });
    rooms.set(room, { live, leftAt: Infinity });
    return live;
  };

  const watch = async ({ room, after }: z.infer<typeof watchRoom>, connection: Connection): Promise<WatchAnswer> => {
    const others = connection.rooms().filter((joined) => joined !== room);
    if (others.length >= roomsAtOnce)
      return away('refused', 'TooManyRooms', `At most ${roomsAtOnce} rooms are watched at once; leave one of them.`);
    return liveOf(room).enter(after, () => {
      connection.join(room);
    });
  };

  const doors: readonly SocketDoor[] = [
    socketDoor({
      ...{ message: 'watch', schema: watchRoom, permission: ({ room }) => permissionOf(room), take: watch },
    } satisfies SocketDoor<z.infer<typeof watchRoom>>),
    socketDoor({
      ...{ message: 'unwatch', schema: unwatchRoom, permission: () => null },
      take: ({ room }, connection) => {
        connection.leave(room);
        return Promise.resolve({ status: 'ok' });
      },
    } satisfies SocketDoor<z.infer<typeof unwatchRoom>>),
  ];

  return {
    doors,
    /** Topics that have something new; null: any may have. */
    heard(topics: readonly Topic[] | null): void {
      if (topics === null) for (const { live } of rooms.values()) live.changed();
      for (const topic of topics ?? []) {
        const seen = seenIn(topic);
        if (seen) rooms.get(seen.room)?.live.changed(seen.moved);
      }
    },
    close(): void {
      clearInterval(looking);
      for (const { live } of rooms.values()) live.close();
    },
  };
}
