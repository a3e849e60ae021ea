import { setTimeout as wait } from 'node:timers/promises';
import { diceOf } from './dice.ts';
import { slowestAndMedian, startHarm } from './harm.ts';
import type { Findings } from './judge.ts';
import { cpuMsOf } from './processes.ts';
import { runCampaign } from './run-campaign.ts';
import { openStage, type StoreChoice } from './stage.ts';

export type KillOptions = {
  readonly kills: number;
  readonly seed: number;
  readonly rows: number;
  /** Where the events are; the server of EventStoreDB's double is killed as well, now and then. */
  readonly store?: StoreChoice;
  readonly say: (sentence: string) => void;
};
export type KillReport = {
  readonly kills: number;
  readonly runs: number;
  readonly slowestRestartMs: number;
  readonly medianRestartMs: number;
  /** What a restart costs, whatever else the machine is doing: processor time until work is accepted. */
  readonly medianRestartCpuMs: number | null;
  readonly findings: Findings;
};

/** F1: kill -9 of the server at random moments, while it starts, imports, publishes and executes. */
export async function killServer({ kills, seed, rows, store = 'own', say }: KillOptions): Promise<KillReport> {
  const stage = await openStage({ seed, store });
  const { folder, product, eventStore } = stage;
  const dice = diceOf(seed);
  const cpu: number[] = [];
  const restarted = async (): Promise<number> => {
    const recoveryMs = await product.start().ready;
    const used = cpuMsOf(product.pid());
    if (used !== null) cpu.push(used);
    return recoveryMs;
  };
  const harm = async (left: number): Promise<{ times: number; recoveryMs: number }> => {
    await product.kill();
    if (eventStore && dice.chance(0.3)) {
      await eventStore.kill();
      await eventStore.start();
    }
    // Now and then it is killed once more while it is still starting.
    if (left === 1 || !dice.chance(0.15)) return { times: 1, recoveryMs: await restarted() };
    void product.start().ready.catch(() => -1);
    await wait(dice.between(50, 900));
    await product.kill();
    return { times: 2, recoveryMs: await restarted() };
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
    const times = { slowestRestartMs: slowest, medianRestartMs: median };
    const medianRestartCpuMs = cpu.length > 0 ? slowestAndMedian(cpu).median : null;
    return { kills: killer.done(), runs, ...times, medianRestartCpuMs, findings: await stage.judged() };
  } finally {
    await killer.end().catch(() => undefined);
    await stage.close();
  }
}
