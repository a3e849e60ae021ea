import { rowsInFact, type Fact, type Room } from '#contracts/wire/facts';
import { frameEveryMs, type Frame, type WatchAnswer } from '#contracts/wire/sockets';
import type { Database } from '#server/engine/postgres/database';
import { readFacts, readRows, seenAfter, type Seen } from './read-facts.ts';
import type { MovedRows } from './rooms.ts';

/** Frames kept for clients that were away for a moment. */
const framesKept = 100;
const retryMs = 1_000;
const nothingMoved: MovedRows = { numbers: [], more: false };

type Parts = {
  readonly db: Database;
  readonly room: Room;
  readonly epoch: string;
  readonly say: (frame: Frame) => void;
  readonly report: (fault: Error) => void;
};

type Known = { readonly epoch: string; readonly seq: number };

/**
 * One room of this process. What is new is gathered, read once for everybody who watches, numbered and said, at most ten
 * times a second: at once after a quiet moment, else a tenth of a second after the last. One thing is done at a time, so
 * that who comes in misses nothing between what they are told and the next frame.
 */
export function openLiveRoom({ db, room, epoch, say, report }: Parts) {
  let seq = 0;
  let kept: readonly Frame[] = [];
  let seen: Seen | null = null;
  let moved = nothingMoved;
  let spokeAt = -frameEveryMs;
  let due: NodeJS.Timeout | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const speak = async (): Promise<void> => {
    due = null;
    spokeAt = performance.now();
    const rows = moved;
    moved = nothingMoved;
    try {
      const facts = [...(await readFacts(db, room, seen ?? {}))];
      if (rows.numbers.length > 0 || rows.more) facts.push(await readRows(db, room.slice('execution:'.length), rows));
      seen = seenAfter(seen ?? {}, facts);
      if (facts.length === 0) return;
      const frame = { room, epoch, seq: (seq += 1), facts };
      kept = [...kept, frame].slice(-framesKept);
      say(frame);
    } catch (error) {
      report(error as Error);
      gather(rows, retryMs);
    }
  };

  const gather = (rows: MovedRows, afterMs: number): void => {
    if (closed) return;
    const numbers = [...new Set([...moved.numbers, ...rows.numbers])];
    moved = {
      numbers: numbers.slice(-rowsInFact),
      more: moved.more || rows.more || numbers.length > rowsInFact,
    };
    due ??= setTimeout(() => void inTurn(speak), afterMs);
  };

  return {
    /** Something may be new here. */
    changed(rows: MovedRows = nothingMoved): void {
      gather(rows, Math.max(0, spokeAt + frameEveryMs - performance.now()));
    },
    /** Lets somebody in (`join`) and gives what they need to be where the room is now. */
    enter(after: Known | undefined, join: () => void): Promise<WatchAnswer> {
      return inTurn(async () => {
        const missed = after?.epoch === epoch ? missedSince(kept, after.seq, seq) : null;
        const whole: readonly Fact[] = missed ? [] : await readFacts(db, room, {});
        if (!missed && seq === 0) seen ??= seenAfter({}, whole);
        join();
        const frames = missed ?? [{ room, epoch, seq, facts: whole }];
        return { status: 'ok', reload: missed === null, epoch, seq, frames };
      });
    },
    close(): void {
      closed = true;
      if (due) clearTimeout(due);
    },
  };
}

export type LiveRoom = ReturnType<typeof openLiveRoom>;

/** The frames after that number, or null where they are not known any more. */
function missedSince(kept: readonly Frame[], after: number, seq: number): readonly Frame[] | null {
  const missed = kept.filter((frame) => frame.seq > after);
  return after <= seq && missed.length === seq - after ? missed : null;
}
