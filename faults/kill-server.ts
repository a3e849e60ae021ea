import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signIn } from '#scripts/demo/session';
import { memoryLedger } from '#server/carriers/sandbox/ledger';
import { serveSandbox } from '#server/carriers/sandbox/sandbox-server';
import { undisturbed } from '#server/carriers/sandbox/script';
import { openDatabase } from '#server/engine/postgres/database';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import { runningEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import { diceOf, type Dice } from './dice.ts';
import { judge, type Findings } from './judge.ts';
import { patient, type Acknowledged } from './patient-session.ts';
import { freePort, productOn, type Product } from './product.ts';
import { runCampaign, tokenOf } from './run-campaign.ts';

export type KillOptions = {
  readonly kills: number;
  readonly seed: number;
  readonly rows: number;
  readonly say: (sentence: string) => void;
};
export type KillReport = {
  readonly kills: number;
  readonly runs: number;
  readonly slowestRestartMs: number;
  readonly medianRestartMs: number;
  readonly findings: Findings;
};

/**
 * F1: kill -9 of the server at random moments, while it starts, imports, publishes and executes. The sandbox runs here,
 * outside the killed process, and its book is the judge.
 */
export async function killServer({ kills, seed, rows, say }: KillOptions): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-faults-'));
  const port = await freePort();
  const secret = randomBytes(24).toString('hex');
  const ledger = memoryLedger();
  const sandbox = await serveSandbox({
    secret,
    callbackUrl: `http://127.0.0.1:${port}/hooks/sandbox`,
    seed: String(seed),
    timing: 'realistic',
    disturbances: undisturbed,
    ledger,
  });
  const product = productOn(port, { DATA_DIR: folder, SANDBOX_URL: sandbox.url, SANDBOX_SECRET: secret });
  const killer = startKiller(product, { dice: diceOf(seed), kills, say });
  try {
    await product.start().ready;
    const acknowledged: Acknowledged[] = [];
    const session = await signIn(product.url, await tokenOf(folder));
    const calm = patient(() => session, acknowledged);
    killer.begin();
    let runs = 0;
    while (runs === 0 || killer.done() < kills) {
      runs += 1;
      await runCampaign(calm, { folder, rows, run: runs });
      say(`run ${runs} completed after ${killer.done()} kills`);
    }
    await killer.end();
    const findings = await judged(folder, ledger.lines, acknowledged);
    const restarts = killer.restarts().toSorted((left, right) => left - right);
    return {
      kills: killer.done(),
      runs,
      slowestRestartMs: Math.round(restarts.at(-1) ?? 0),
      medianRestartMs: Math.round(restarts[restarts.length >> 1] ?? 0),
      findings,
    };
  } finally {
    await killer.end();
    await product.stop();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills and starts the product again and again until it was killed often enough. */
function startKiller(
  product: Product,
  { dice, kills, say }: { dice: Dice; kills: number; say: (sentence: string) => void },
) {
  const restarts: number[] = [];
  let killed = 0;
  let running: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async (): Promise<void> => {
    while (!signal.aborted && killed < kills) {
      await wait(dice.between(50, 3_000));
      if (isAborted(signal)) return;
      await product.kill();
      killed += 1;
      if (killed % 10 === 0) say(`${killed} of ${kills} kills`);
      // Now and then it is killed once more while it is still starting.
      if (killed < kills && dice.chance(0.15)) {
        void product.start().ready.catch(() => -1);
        await wait(dice.between(50, 900));
        await product.kill();
        killed += 1;
      }
      restarts.push(await product.start().ready);
    }
  };
  return {
    begin: (): void => {
      running = loop();
    },
    done: (): number => killed,
    restarts: (): readonly number[] => restarts,
    end: async (): Promise<void> => {
      stopping.abort();
      await running;
    },
  };
}

async function judged(
  folder: string,
  lines: ReturnType<typeof memoryLedger>['lines'],
  acknowledged: readonly Acknowledged[],
): Promise<Findings> {
  const url = await runningEmbeddedPostgres(folder);
  const db = openDatabase(url ?? '', { max: 4 });
  try {
    await settled(db);
    return await judge(
      db,
      lines.flatMap((line) => (line.line === 'taken' ? [line.taken] : [])),
      acknowledged,
    );
  } finally {
    await db.close();
  }
}

/** Waits until every follower has handled the newest event. */
async function settled(db: ReturnType<typeof openDatabase>): Promise<void> {
  for (;;) {
    const { rows } = await db.pool.query<{ n: number }>(
      'select count(*) as n from follow.checkpoint where position::bigint < (select position from es.head)',
    );
    if (rows[0]?.n === 0) return;
    await wait(100);
  }
}
