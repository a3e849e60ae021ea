import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { runningEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import { openCarrierLine, type CarrierLine } from './carrier-line.ts';
import { isClean, type Findings } from './judge.ts';
import { processTree } from './processes.ts';
import { runCampaign } from './run-campaign.ts';
import { openSmallDisk, type SmallDisk } from './small-disk.ts';
import { openStage, type Stage } from './stage.ts';

export type ResourceOptions = {
  readonly rows: number;
  readonly seed: number;
  /** Only what has this in its name; null: everything. */
  readonly only: string | null;
  readonly say: (sentence: string) => void;
};

/** What a scenario can take hold of. */
type Hands = {
  readonly stage: Stage;
  readonly line: CarrierLine;
  /** Makes the clock of the product wrong by so many milliseconds. */
  setClock(offsetMs: number): void;
  /** Where the installation lives, when that is a disk of its own. */
  readonly disk: SmallDisk | null;
};

/** One way of taking something away for a while; returns what was seen meanwhile. */
type Scenario = {
  readonly name: string;
  readonly needsDisk?: true;
  harm(hands: Hands): Promise<Readonly<Record<string, unknown>>>;
};

const hourMs = 3_600_000;
/** Ten minutes without a carrier, shortened so that the run is not: its own waits are shortened much more. */
const providerDownMs = 40_000;

const scenarios: readonly Scenario[] = [
  {
    name: 'disk full',
    needsDisk: true,
    harm: async ({ stage, disk }) => {
      disk?.fill();
      await wait(10_000);
      const seen = await stage.product.status();
      disk?.free();
      await stage.product.accepts();
      return { saidMeanwhile: seen };
    },
  },
  {
    name: 'clock an hour back, then an hour ahead',
    harm: async ({ setClock, line }) => {
      setClock(-hourMs);
      await wait(5_000);
      setClock(hourMs);
      // Attempts whose answers are lost are looked up at a carrier whose clock is another.
      line.slow(4_000);
      await wait(5_000);
      line.mend();
      return {};
    },
  },
  {
    name: 'server stopped for 10 s',
    harm: async ({ stage: { product } }) => {
      process.kill(product.pid(), 'SIGSTOP');
      await wait(10_000);
      process.kill(product.pid(), 'SIGCONT');
      await product.accepts();
      return {};
    },
  },
  {
    name: 'PostgreSQL stopped for 10 s',
    harm: async ({ stage: { folder, product } }) => {
      const all = processTree((await runningEmbeddedPostgres(folder))?.pid ?? 0);
      for (const pid of all) process.kill(pid, 'SIGSTOP');
      await wait(10_000);
      for (const pid of all) process.kill(pid, 'SIGCONT');
      await product.accepts();
      return {};
    },
  },
  {
    name: 'carrier slow',
    harm: async ({ line }) => {
      line.slow(1_500);
      await wait(8_000);
      line.slow(4_000);
      await wait(8_000);
      line.mend();
      return {};
    },
  },
  {
    name: 'carrier standing still',
    harm: async ({ line }) => {
      // As long as it takes until what was not answered is looked up: the question waits with what it asks for.
      line.hold();
      await wait(11_500);
      line.mend();
      return {};
    },
  },
  {
    name: 'carrier down',
    harm: async ({ stage, line }) => {
      line.cut();
      await wait(providerDownMs);
      const paused = await stage.onDatabase(async (db) => {
        const { rows } = await db.pool.query<{ cause: string | null; sentence: string | null }>(
          `select data->>'cause' as cause, data->>'sentence' as sentence from es.event
           where type = 'ExecutionPauseAsked' order by position desc limit 1`,
        );
        return rows[0] ?? null;
      });
      line.mend();
      return { pausedBecause: paused?.cause ?? 'it did not pause', sentence: paused?.sentence ?? '' };
    },
  },
];

/** F6: takes away disk, clock, time and carrier while a campaign is executed, each in a run of its own. */
export async function takeAway({ rows, seed, only, say }: ResourceOptions): Promise<{
  readonly ok: boolean;
  readonly found: Readonly<Record<string, unknown>>;
}> {
  let ok = true;
  const found: Record<string, unknown> = {};
  for (const scenario of scenarios.filter(({ name }) => only === null || name.includes(only))) {
    const disk = scenario.needsDisk ? openSmallDisk() : null;
    if (scenario.needsDisk && !disk) {
      found[scenario.name] = 'not run: mounting a small disk needs root';
      continue;
    }
    say(scenario.name);
    const { findings, serverEnded, seconds, ...seen } = await play(scenario, { rows, seed, disk });
    const held = isClean(findings) && serverEnded === 0;
    ok &&= held;
    found[scenario.name] = held
      ? `holds, ${seconds} s`
      : `does not hold: ${JSON.stringify({ ...findings, serverEnded })}`;
    for (const [what, value] of Object.entries(seen)) found[`${scenario.name}: ${what}`] = value;
  }
  return { ok, found };
}

async function play(
  scenario: Scenario,
  { rows, seed, disk }: { rows: number; seed: number; disk: SmallDisk | null },
): Promise<{ findings: Findings; serverEnded: number; seconds: number }> {
  const aside = mkdtempSync(join(tmpdir(), 'ai-flows-clock-'));
  const clock = join(aside, 'offset');
  writeFileSync(clock, '0');
  const preload = pathToFileURL(join(import.meta.dirname, 'shifted-clock.ts')).href;
  const line = await openCarrierLine();
  const stage = await openStage({
    seed,
    ...(disk ? { folder: disk.folder } : {}),
    environment: { NODE_OPTIONS: `--import=${preload}`, SHIFTED_CLOCK: clock },
    line,
  });
  try {
    const began = performance.now();
    const session = await stage.begin();
    const started = Promise.withResolvers<string>();
    const running = runCampaign(session, { folder: aside, rows, run: 1, started: started.resolve });
    running.catch(() => undefined);
    await started.promise;
    await firstRows(stage);
    const seen = await scenario.harm({
      ...{ stage, disk, line },
      setClock: (offsetMs) => {
        line.clock(offsetMs);
        writeFileSync(clock, String(offsetMs));
        process.kill(stage.product.pid(), 'SIGUSR2');
      },
    });
    await running;
    const findings = await stage.judged();
    const seconds = Math.round((performance.now() - began) / 1_000);
    return { findings, serverEnded: stage.product.ended(), seconds, ...seen };
  } finally {
    await stage.close();
    await line.close();
    disk?.close();
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Harm is done while people are being contacted, not before. */
async function firstRows(stage: Stage): Promise<void> {
  while (stage.reached().length < 5) await wait(20);
}
