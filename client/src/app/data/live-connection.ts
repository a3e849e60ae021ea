import type { Fact, Room } from '#contracts/wire/facts';
import type { ConnectFault, Frame, WatchAnswer } from '#contracts/wire/sockets';
import { ask, NoAnswer, turnedAway, type ServerSocket } from './server-link.ts';

/** Whoever watches a room. */
export type RoomWatcher = {
  /** What is so now: the whole room at first, then whatever changed. */
  facts(facts: readonly Fact[]): void;
  /** Whether what was told is what is so now; false while the connection is away. */
  live(live: boolean): void;
  /** More happened than can be told: what was fetched as a list has to be fetched again. */
  reload(): void;
};

type Held = {
  readonly watchers: Set<RoomWatcher>;
  known: { readonly epoch: string; readonly seq: number } | null;
  /** Frames that came before the answer to `watch`. */
  early: Frame[];
};

const againMs = 2_000;

/**
 * Watches rooms over one connection. Whoever comes back says the last frame it has of a room; a frame that is missing is
 * noticed by its number, and the room is asked for anew.
 */
export function watchRooms(socket: ServerSocket, report: (fault: unknown) => void) {
  const rooms = new Map<Room, Held>();
  const waiting = new Set<ReturnType<typeof setTimeout>>();

  const take = (held: Held, frames: readonly Frame[]): void => {
    for (const { epoch, seq, facts } of frames) {
      held.known = { epoch, seq };
      for (const watcher of held.watchers) watcher.facts(facts);
    }
  };
  const tell = (held: Held, live: boolean): void => {
    for (const watcher of held.watchers) watcher.live(live);
  };
  const later = (room: Room): void => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      void enter(room);
    }, againMs);
    waiting.add(timer);
  };

  const arrive = (held: Held, { epoch, seq, frames, reload }: Extract<WatchAnswer, { status: 'ok' }>): void => {
    const isBack = held.known !== null;
    held.known = { epoch, seq };
    const early = held.early.filter((frame) => frame.epoch === epoch && frame.seq > seq);
    held.early = [];
    take(held, [...frames, ...early]);
    for (const watcher of held.watchers) {
      if (reload && isBack) watcher.reload();
      watcher.live(true);
    }
  };

  const enter = async (room: Room): Promise<void> => {
    const held = rooms.get(room);
    if (!held || !socket.connected) return;
    try {
      const before = held.known;
      const answer = await ask(socket, 'watch', before ? { room, after: before } : { room });
      if (rooms.get(room) !== held) return;
      if (turnedAway(answer)) {
        tell(held, false);
        if (answer.status === 'busy') later(room);
        return;
      }
      arrive(held, answer);
    } catch (fault) {
      // A connection that is made anew enters every room by itself.
      if (fault instanceof NoAnswer) later(room);
      else report(fault);
    }
  };

  socket.on('connect', () => {
    for (const room of rooms.keys()) void enter(room);
  });
  socket.on('disconnect', (reason) => {
    for (const held of rooms.values()) tell(held, false);
    // A role that changed: the server ends the connection and takes a new one.
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', (error) => {
    // Refused for a moment; a lost network is tried again by the socket itself.
    if ((error as Error & { data?: ConnectFault }).data?.status !== 'busy') return;
    const timer = setTimeout(() => socket.connect(), againMs);
    waiting.add(timer);
  });
  socket.on('facts', (frame) => {
    const held = rooms.get(frame.room);
    if (!held) return;
    if (!held.known) {
      held.early.push(frame);
      return;
    }
    if (frame.epoch === held.known.epoch && frame.seq <= held.known.seq) return;
    if (frame.epoch !== held.known.epoch || frame.seq !== held.known.seq + 1) void enter(frame.room);
    else take(held, [frame]);
  });
  socket.connect();

  return {
    /** Watches a room from now on; what is returned ends it. */
    watch(room: Room, watcher: RoomWatcher): () => void {
      const held = rooms.get(room) ?? { watchers: new Set(), known: null, early: [] };
      held.watchers.add(watcher);
      // Whoever joins a room that is watched already needs all of it as well.
      held.known = null;
      rooms.set(room, held);
      void enter(room);
      return () => {
        held.watchers.delete(watcher);
        if (held.watchers.size > 0 || rooms.get(room) !== held) return;
        rooms.delete(room);
        if (socket.connected) ask(socket, 'unwatch', { room }).catch(() => undefined);
      };
    },
    isIdle: (): boolean => rooms.size === 0,
    end(): void {
      for (const timer of waiting) clearTimeout(timer);
      rooms.clear();
      socket.off();
      socket.disconnect();
    },
  };
}

export type LiveConnection = ReturnType<typeof watchRooms>;
