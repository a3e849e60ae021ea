import { setTimeout as wait } from 'node:timers/promises';
import { sql, type Transaction } from 'kysely';
import type { Numbered, Position, Recorded } from '#contracts/kernel/event';
import type { Subscriber, Topic } from '#contracts/kernel/subscriber';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { derivedTransaction } from '#server/engine/postgres/transaction';
import { lockCheckpoint, saveCheckpoint, type Checkpoint } from './checkpoint.ts';

/** Where a follower stands; `failed` names the event it cannot get past. */
export type FollowerStatus = { readonly name: string; readonly state: 'following' | 'failed'; readonly number: number; readonly sentence: string };

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly subscriber: Subscriber<Transaction<unknown>>;
  readonly publish: (topics: readonly Topic[]) => void;
  readonly signal: AbortSignal;
  readonly report: (status: FollowerStatus) => void;
  readonly batch?: number;
};

/** A batch was applied by another process meanwhile: begin again from the checkpoint. */
class Overtaken extends Error {}

/**
 * Keeps one subscriber on the log until the signal. Each batch, its effects and the checkpoint are one transaction;
 * topics are published after the commit. A failing subscriber stops only itself, says at which event, and tries again
 * with growing pauses.
 */
export async function follow(parts: Parts): Promise<void> {
  const { subscriber, signal, report } = parts;
  let pause = 100;
  while (!signal.aborted) {
    try {
      await run(parts, () => (pause = 100));
    } catch (error) {
      if (error instanceof Overtaken || signal.aborted) continue;
      report({ name: subscriber.name, state: 'failed', number: 0, sentence: (error as Error).message });
      await wait(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, 5_000);
    }
  }
}

async function run({ log, db, subscriber, publish, signal, report, batch = 2_000 }: Parts, progressed: () => void): Promise<void> {
  const store = await log.identity();
  const read = await sql<{ position: string; number: number }>`select position, number from follow.checkpoint where name = ${subscriber.name}`.execute(db.kysely);
  let at: Checkpoint = read.rows[0] ?? { position: null, number: 0 };
  for await (const events of log.subscribe({ after: at.position, batch, signal })) {
    const before = at;
    const topics = await derivedTransaction(db.kysely, async (tx) => {
      const checkpoint = await lockCheckpoint(tx, subscriber.name);
      if (checkpoint.position !== before.position) throw new Overtaken();
      const found = await apply(subscriber, events, before.number, { tx, schema: 'read' });
      await saveCheckpoint(tx, { ...subscriber, store }, { position: lastOf(events), number: before.number + events.length });
      return found;
    }).catch((error: unknown) => {
      if (error instanceof Overtaken) throw error;
      const first = events[0];
      throw new Error(`${subscriber.name} failed on the events from ${first?.stream ?? ''}@${first?.revision ?? 0} (number ${before.number + 1}): ${(error as Error).message}`, { cause: error });
    });
    at = { position: lastOf(events), number: before.number + events.length };
    progressed();
    report({ name: subscriber.name, state: 'following', number: at.number, sentence: '' });
    if (topics.length > 0) publish(topics);
  }
}

/** Gives a subscriber the events it handles, numbered, within `tx`. Table names of projections resolve in `schema`. */
export async function apply(
  subscriber: Subscriber<Transaction<unknown>>,
  events: readonly Recorded[],
  before: number,
  { tx, schema }: { tx: Transaction<unknown>; schema: string },
): Promise<readonly Topic[]> {
  await sql`set local search_path = ${sql.id(schema)}, public`.execute(tx);
  const handled: Numbered[] = [];
  events.forEach((recorded, i) => {
    if (subscriber.handles.includes(recorded.event.type) || subscriber.handles[0] === '*') handled.push({ ...recorded, number: before + 1 + i });
  });
  return handled.length > 0 ? subscriber.on(handled, tx) : [];
}

function lastOf(events: readonly Recorded[]): Position {
  const last = events.at(-1);
  if (!last) throw new Error('Following the log: the store gave an empty batch; at least one event is wanted.');
  return last.position;
}
