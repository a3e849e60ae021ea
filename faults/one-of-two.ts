import { setTimeout as wait } from 'node:timers/promises';
import type { EventStore } from '#server/engine/eventstore/event-store';
import type { Database } from '#server/engine/postgres/database';
import { diceOf } from './dice.ts';
import { slowestAndMedian, startHarm } from './harm.ts';
import type { Findings } from './judge.ts';
import type { KillOptions } from './kill-server.ts';
import { runCampaign } from './run-campaign.ts';
import { openStage, type Stage } from './stage.ts';

export type OneOfTwoReport = {
  readonly kills: number;
  readonly runs: number;
  /** From a kill until the others have done what was then under way. */
  readonly slowestMoveMs: number;
  readonly medianMoveMs: number;
  readonly findings: Findings;
};

const front = ['--role', 'api,projections'];
const runner = ['--role', 'runner'];

/**
 * F5: two APIs with followers and two runners on one database, and now and then one of them is killed. The others take over
 * what it had under way: leased dispatches, and the followers. Only then it is started again.
 */
export async function killOneOfTwo({ kills, seed, rows, store = 'own', say }: KillOptions): Promise<OneOfTwoReport> {
  const stage = await openStage({ seed, store, processes: [front, front, runner, runner] });
  const { folder, products } = stage;
  const dice = diceOf(seed);
  const moves: number[] = [];
  const harm = async (): Promise<{ times: number; recoveryMs: number }> => {
    const at = dice.between(0, products.length - 1);
    const victim = products[at];
    if (!victim) throw new Error('Killing one of several processes: there is none.');
    await victim.kill();
    const moved = await movedOver(stage);
    moves.push(moved);
    say(`killed ${at < 2 ? 'an API' : 'a runner'}; moved over in ${Math.round(moved)} ms`);
    return { times: 1, recoveryMs: await victim.start().ready };
  };
  const killer = startHarm({ dice, times: kills, atMostEvery: 4_000, say, harm });
  try {
    const session = await stage.begin();
    killer.begin();
    let runs = 0;
    while (runs === 0 || killer.done() < kills) {
      runs += 1;
      await Promise.race([runCampaign(session, { folder, rows, run: runs }), killer.failed()]);
      say(`run ${runs} completed after ${killer.done()} kills`);
    }
    await killer.end();
    const { slowest, median } = slowestAndMedian(moves);
    const found = { kills: killer.done(), runs, slowestMoveMs: slowest, medianMoveMs: median };
    return { ...found, findings: await stage.judged() };
  } finally {
    await killer.end().catch(() => undefined);
    await stage.close();
  }
}

/** Milliseconds until nothing is held any more that was held at this moment, and every follower has come as far as the log. */
async function movedOver(stage: Stage): Promise<number> {
  const began = performance.now();
  await stage.onStore(async (store, db) => {
    const head = await store.head();
    const { rows: held } = await db.pool.query<Held>(
      'select subject, input_id, lease_until::text from run.dispatch where lease_until is not null',
    );
    while (!((await isFree(db, held)) && (head === null || (await isFollowed(store, db, head))))) await wait(50);
  });
  return performance.now() - began;
}

type Held = { readonly subject: string; readonly input_id: string; readonly lease_until: string };

/** Whether each of them was done, or taken by somebody else. */
async function isFree(db: Database, held: readonly Held[]): Promise<boolean> {
  const { rows } = await db.pool.query<{ n: number }>(
    `select count(*) as n from run.dispatch d
     join json_to_recordset($1::json) as h(subject text, input_id text, lease_until text) using (subject, input_id)
     where d.lease_until = h.lease_until::timestamptz`,
    [JSON.stringify(held)],
  );
  return rows[0]?.n === 0;
}

async function isFollowed(store: EventStore, db: Database, head: string): Promise<boolean> {
  const { rows } = await db.pool.query<{ position: string }>('select position from follow.checkpoint');
  return rows.every(({ position }) => store.compare(position, head) >= 0);
}
