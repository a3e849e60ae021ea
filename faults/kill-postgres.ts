import { setTimeout as wait } from 'node:timers/promises';
import { runningEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import { isAlive } from '#server/engine/postgres/pid-file';
import { diceOf } from './dice.ts';
import { slowestAndMedian, startHarm } from './harm.ts';
import type { KillOptions } from './kill-server.ts';
import type { Findings } from './judge.ts';
import { childrenOf } from './processes.ts';
import { runCampaign } from './run-campaign.ts';
import { openStage } from './stage.ts';

export type KillPostgresReport = {
  readonly kills: number;
  readonly ofOneConnection: number;
  readonly runs: number;
  /** How often the server itself ended; it is to outlive its database. */
  readonly serverEnded: number;
  readonly slowestReturnMs: number;
  readonly medianReturnMs: number;
  readonly findings: Findings;
};

/**
 * F2: kill -9 of the embedded PostgreSQL at random moments while the product imports, publishes and executes; of all of
 * it, or of the process of one connection, which makes PostgreSQL throw out all others and recover.
 */
export async function killPostgres({ kills, seed, rows, say }: KillOptions): Promise<KillPostgresReport> {
  const stage = await openStage({ seed });
  const { folder, product } = stage;
  const dice = diceOf(seed);
  let ofOneConnection = 0;
  const harm = async (): Promise<{ times: number; recoveryMs: number }> => {
    const one = dice.chance(0.3);
    const at = dice.between(0, 7);
    const pid = (await runningEmbeddedPostgres(folder))?.pid;
    if (pid === undefined) throw new Error('Killing PostgreSQL: none runs, although the product accepts work.');
    const began = performance.now();
    const victim = (one ? connectionsOf(pid)[at] : undefined) ?? pid;
    process.kill(victim, 'SIGKILL');
    if (victim !== pid) ofOneConnection += 1;
    else while (isAlive(pid)) await wait(5);
    await product.accepts();
    return { times: 1, recoveryMs: performance.now() - began };
  };
  const killer = startHarm({ dice, times: kills, atMostEvery: 3_000, say, harm });
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
    const { slowest, median } = slowestAndMedian(killer.recoveries());
    const found = { kills: killer.done(), ofOneConnection, runs, serverEnded: product.ended() };
    return { ...found, slowestReturnMs: slowest, medianReturnMs: median, findings: await stage.judged() };
  } finally {
    await killer.end().catch(() => undefined);
    await stage.close();
  }
}

/** The processes that serve a connection each, as they name themselves. */
function connectionsOf(postmaster: number): number[] {
  return childrenOf(postmaster).flatMap(({ pid, args }) => (args.startsWith('postgres: aiflows ') ? [pid] : []));
}
