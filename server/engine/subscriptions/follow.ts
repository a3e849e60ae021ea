import { setTimeout as wait } from 'node:timers/promises';
import { sql, type Transaction } from 'kysely';
import type { Numbered, Position, Recorded } from '#contracts/kernel/event';
import type { Subscriber, Topic } from '#contracts/kernel/subscriber';
import { isStoreAway } from '#server/engine/eventstore/store-watch';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import type { Log } from '#server/engine/log/log';
import { isConnectionFault, isDiskFull } from '#server/engine/postgres/connection-fault';
import type { Database } from '#server/engine/postgres/database';
import { createLoad } from './load.ts';
import { openBatch, saveCheckpoint, type Checkpoint } from './checkpoint.ts';
import type { MoveCheckpoint } from './moves-together.ts';

/** Where a follower stands; `failed` names the event it cannot get past, `waiting` says that the database or the event store is away. */
export type FollowerStatus = {
  readonly name: string;
  readonly state: 'following' | 'waiting' | 'failed';
  readonly number: number;
  readonly sentence: string;
};

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly move: MoveCheckpoint;
  readonly subscriber: Subscriber<Transaction<unknown>>;
  readonly publish: (topics: readonly Topic[]) => void;
  readonly signal: AbortSignal;
  readonly report: (status: FollowerStatus, fault?: Error) => void;
  readonly batch?: number;
  /** Rests this long between batches that are not full, so that under load few large ones are made of many small. Milliseconds. */
  readonly gatherMs?: number;
};

/** A follower whom events do not concern again and again looks this often. */
const othersMs = 50;

/** A batch was applied by another process meanwhile: begin again from the checkpoint. */
class Overtaken extends Error {}

/**
 * Keeps one subscriber on the log until the signal. Each batch, its effects and the checkpoint are one transaction;
 * topics are published after the commit. A failing subscriber stops only itself, says at which event, and tries again
 * with growing pauses; while the database or the event store is away it only waits.
 */
export async function follow(parts: Parts): Promise<void> {
  const { subscriber, signal, report } = parts;
  let pause = 100;
  while (!signal.aborted) {
    try {
      await run(parts, () => (pause = 100));
    } catch (error) {
      if (error instanceof Overtaken || isAborted(signal)) continue;
      const fault = error as Error;
      const away = isConnectionFault(error) || isDiskFull(error) || isStoreAway(error);
      report({ name: subscriber.name, state: away ? 'waiting' : 'failed', number: 0, sentence: fault.message }, fault);
      await wait(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, away ? 500 : 5_000);
    }
  }
}

async function run(parts: Parts, progressed: () => void): Promise<void> {
  const { log, db, move, subscriber, publish, signal, report, batch = 2_000, gatherMs = 0 } = parts;
  const store = await log.identity();
  const read =
    await sql<Checkpoint>`select position, number from follow.checkpoint where name = ${subscriber.name}`.execute(
      db.derived,
    );
  let saved: Checkpoint = read.rows[0] ?? { position: null, number: 0 };
  let number = saved.number;
  let idle = false;
  const load = createLoad();
  for await (const events of log.subscribe({ after: saved.position, batch, signal })) {
    const handled = handledOf(subscriber, events, number);
    number += events.length;
    const full = events.length >= batch;
    // Nothing to do and more to come: the checkpoint may as well be saved later.
    if (handled.length === 0 && full) continue;
    const next = { position: lastOf(events), number };
    const topics = await commit({ db, move, subscriber, store }, { handled, saved, next });
    saved = next;
    progressed();
    report({ name: subscriber.name, state: 'following', number, sentence: '' });
    if (topics.length > 0) publish(topics);
    // A checkpoint moved behind each of somebody else's events would cost more than all that is done about them.
    const others = idle && handled.length === 0;
    idle = handled.length === 0;
    const busy = load.after(events.length, performance.now());
    if (!full && busy) await rest(gatherMs, signal);
    else if (others) await rest(othersMs, signal);
  }
}

type Batch = {
  readonly handled: readonly Numbered[];
  readonly saved: Checkpoint;
  readonly next: { readonly position: Position; readonly number: number };
};

async function commit(
  { db, move, subscriber, store }: Pick<Parts, 'db' | 'move' | 'subscriber'> & { store: string },
  { handled, saved, next }: Batch,
): Promise<readonly Topic[]> {
  if (handled.length === 0) {
    if (await move({ ...subscriber, store }, saved.position, next)) return [];
    throw new Overtaken();
  }
  const work = db.derived.transaction().execute(async (tx) => {
    const checkpoint = await openBatch(tx, subscriber.name, 'read');
    if (checkpoint.position !== saved.position) throw new Overtaken();
    const topics = await subscriber.on(handled, tx);
    await saveCheckpoint(tx, { ...subscriber, store }, next);
    return topics;
  });
  return work.catch((error: unknown) => {
    if (error instanceof Overtaken) throw error;
    const first = handled[0];
    throw new Error(
      `${subscriber.name} failed on the events from ${first?.stream ?? ''}@${first?.revision ?? 0} (number ${first?.number ?? next.number}): ${(error as Error).message}`,
      { cause: error },
    );
  });
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await wait(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * The events a subscriber handles, with their ordinals in the log. An event's ordinal is the same for everybody, so it is
 * written onto the record that all followers of the process share instead of onto a copy for each.
 */
export function handledOf(
  { handles }: Pick<Subscriber<unknown>, 'handles'>,
  events: readonly Recorded[],
  before: number,
): readonly Numbered[] {
  const handled: Numbered[] = [];
  const all = handles[0] === '*';
  const types = new Set(handles);
  events.forEach((recorded, i) => {
    if (all || types.has(recorded.event.type)) handled.push(Object.assign(recorded, { number: before + 1 + i }));
  });
  return handled;
}

function lastOf(events: readonly Recorded[]): Position {
  const last = events.at(-1);
  if (!last) throw new Error('Following the log: the store gave an empty batch; at least one event is wanted.');
  return last.position;
}
