import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onInstallation } from '#scripts/with-installation';
import { memoryLedger } from '#server/carriers/sandbox/ledger';
import { serveSandbox } from '#server/carriers/sandbox/sandbox-server';
import type { Log } from '#server/engine/log/log';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import { rebuildAll } from '#server/rebuild-all';
import { signIn } from '#scripts/demo/session';
import { diceOf } from './dice.ts';
import { patient } from './patient-session.ts';
import { freePort, productOn } from './product.ts';
import { runCampaign, tokenOf } from './run-campaign.ts';

export type ReplayOptions = {
  readonly rounds: number;
  readonly rows: number;
  readonly seed: number;
  readonly say: (sentence: string) => void;
};

export type ReplayReport = {
  readonly rounds: number;
  readonly runs: number;
  readonly comparisons: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly rowsDifferent: number;
  readonly tablesDifferent: readonly string[];
};

/** Writers are slow now and then; a replay of what was replayed already is one as well. Milliseconds. */
const longestWaitMs = 10_000;

/** Waits until the log has grown by so many events. */
async function moreEvents(log: Pick<Log, 'head'>, wanted: number): Promise<void> {
  const began = performance.now();
  const before = Number((await log.head()) ?? 0);
  while (Number((await log.head()) ?? 0) < before + wanted && performance.now() - began < longestWaitMs) await wait(20);
}

/**
 * F4: while campaigns are executed, with callbacks that come twice, reordered, early, late and never, every projection is
 * made anew at random moments, up to where its live follower then rests, and compared row for row.
 */
export async function replayAnywhere({ rounds, rows, seed, say }: ReplayOptions): Promise<ReplayReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-faults-'));
  const port = await freePort();
  const secret = randomBytes(24).toString('hex');
  const sandbox = await serveSandbox({
    ...{ secret, callbackUrl: `http://127.0.0.1:${port}/hooks/sandbox`, seed: String(seed), timing: 'realistic' },
    ...{ disturbances: { duplicate: 0.2, reorder: 0.2, late: 0.1, early: 0.1, lost: 0.05 }, ledger: memoryLedger() },
  });
  const product = productOn(port, { DATA_DIR: folder, SANDBOX_URL: sandbox.url, SANDBOX_SECRET: secret });
  const dice = diceOf(seed);
  const enough = new AbortController();
  let runs = 0;
  try {
    await product.start().ready;
    const session = await signIn(product.url, await tokenOf(folder));
    const calm = patient(() => session, []);
    const writing = (async () => {
      while (!isAborted(enough.signal)) await runCampaign(calm, { folder, rows, run: (runs += 1) });
    })();
    // A failure of the writers is met when they are waited for.
    writing.catch(() => undefined);
    const found = await onInstallation(async (installation) => {
      const positions: number[] = [];
      const different: { table: string; different: number }[] = [];
      let comparisons = 0;
      for (let round = 1; round <= rounds; round += 1) {
        await moreEvents(installation.log, dice.between(1, 1_500));
        const rebuilt = await rebuildAll(installation, [], { swap: false, progress: () => undefined });
        for (const { events, tables } of rebuilt) {
          positions.push(events);
          comparisons += tables.length;
          different.push(...tables.filter((table) => table.different > 0));
        }
        if (round % 5 === 0) say(`${round} of ${rounds} replays, the last to event ${positions.at(-1) ?? 0}`);
      }
      return { positions, different, comparisons };
    });
    enough.abort();
    await writing;
    return {
      ...{ rounds, runs, comparisons: found.comparisons },
      firstPosition: Math.min(...found.positions),
      lastPosition: Math.max(...found.positions),
      rowsDifferent: found.different.reduce((sum, { different }) => sum + different, 0),
      tablesDifferent: [...new Set(found.different.map(({ table }) => table))],
    };
  } finally {
    enough.abort();
    await product.stop();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
