import { sql, type Kysely, type Transaction } from 'kysely';
import type { Position } from '#contracts/kernel/event';

/** How far a follower has come: the position of its last event and that event's ordinal in the log. */
export type Checkpoint = { readonly position: Position | null; readonly number: number };

/**
 * Begins a batch: reads and locks the checkpoint, so that of two processes only one applies it, and lets the table names
 * of a projection resolve in `schema`.
 */
export async function openBatch(tx: Transaction<unknown>, name: string, schema: string): Promise<Checkpoint> {
  const { rows } = await sql<{
    position: string;
    number: number;
  }>`select position, number from follow.open(${name}, ${schema})`.execute(tx);
  return rows[0] ?? { position: null, number: 0 };
}

export async function saveCheckpoint(
  tx: Transaction<unknown>,
  { name, version, store }: { name: string; version: number; store: string },
  { position, number }: { position: Position; number: number },
): Promise<void> {
  await sql`insert into follow.checkpoint(name, position, number, version, store) values (${name}, ${position}, ${number}, ${version}, ${store})
    on conflict (name) do update set position = excluded.position, number = excluded.number, version = excluded.version, store = excluded.store, updated_at = clock_timestamp()`.execute(
    tx,
  );
}

/**
 * Moves a checkpoint behind events that do not concern its follower, in one statement: such moves are many. False when it
 * stood elsewhere than at `from`: another process has moved it.
 */
export async function moveCheckpoint(
  db: Kysely<unknown>,
  { name, version, store }: { name: string; version: number; store: string },
  from: Position | null,
  { position, number }: { position: Position; number: number },
): Promise<boolean> {
  const moved =
    await sql`insert into follow.checkpoint as c (name, position, number, version, store) values (${name}, ${position}, ${number}, ${version}, ${store})
    on conflict (name) do update set position = excluded.position, number = excluded.number, version = excluded.version, store = excluded.store, updated_at = clock_timestamp()
    where c.position is not distinct from ${from}`.execute(db);
  return (moved.numAffectedRows ?? 0n) > 0n;
}
