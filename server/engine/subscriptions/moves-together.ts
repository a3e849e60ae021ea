import { sql, type Kysely } from 'kysely';
import type { Position } from '#contracts/kernel/event';
import { moveCheckpoint } from './checkpoint.ts';

type Follower = Parameters<typeof moveCheckpoint>[1];
type Next = Parameters<typeof moveCheckpoint>[3];
type Move = Follower & { readonly from: Position | null; readonly next: Next };
type Waiting = Move & { resolve(moved: boolean): void; reject(fault: unknown): void };

/** `moveCheckpoint` for one follower. */
export type MoveCheckpoint = (follower: Follower, from: Position | null, next: Next) => Promise<boolean>;

/**
 * Moves checkpoints as `moveCheckpoint` does, those that are asked for at the same time in one statement: an event
 * concerns two or three followers, and all the others only move behind it. Whoever's checkpoint is locked or elsewhere
 * is then moved alone, so that none waits for another's.
 */
export function movesTogether(db: Kysely<unknown>): MoveCheckpoint {
  let waiting: Waiting[] = [];
  let moving = false;

  const alone = (move: Waiting): Promise<void> =>
    moveCheckpoint(db, move, move.from, move.next).then(move.resolve, move.reject);

  const moveWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const together = waiting;
      waiting = [];
      const moved = together.length > 1 ? await moveFree(db, together).catch(() => none) : none;
      for (const move of together)
        if (moved.has(move.name)) move.resolve(true);
        else void alone(move);
    }
    moving = false;
  };

  return (follower, from, next) =>
    new Promise((resolve, reject) => {
      waiting.push({ ...follower, from, next, resolve, reject });
      // Followers wake at the same notice, one behind the other in the same turn.
      if (!moving) {
        moving = true;
        setImmediate(() => void moveWaiting());
      }
    });
}

const none: ReadonlySet<string> = new Set();

/** Moves those that stand where they are believed to be and that nobody holds; says which. */
async function moveFree(db: Kysely<unknown>, moves: readonly Move[]): Promise<ReadonlySet<string>> {
  const wanted = JSON.stringify(
    moves.map(({ name, version, store, from, next }) => ({ name, version, store, was: from, ...next })),
  );
  const { rows } = await sql<{ name: string }>`
    with wanted as (
      select * from json_to_recordset(${wanted}::json)
        as w(name text, version int, store text, was text, position text, number bigint)),
    free as (
      select w.* from follow.checkpoint c join wanted w on w.name = c.name and w.was = c.position
      order by c.name for update of c skip locked)
    update follow.checkpoint c
    set position = f.position, number = f.number, version = f.version, store = f.store, updated_at = clock_timestamp()
    from free f where f.name = c.name returning c.name`.execute(db);
  return new Set(rows.map(({ name }) => name));
}
