import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signIn, type Session } from '#scripts/demo/session';
import { attemptsIn, memoryLedger, type Reached } from '#server/carriers/sandbox/ledger';
import { serveSandbox } from '#server/carriers/sandbox/sandbox-server';
import { undisturbed, type Disturbances } from '#server/carriers/sandbox/script';
import { openDatabase, type Database } from '#server/engine/postgres/database';
import { runningEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import type { CarrierLine } from './carrier-line.ts';
import { judge, type Findings } from './judge.ts';
import { patient, type Acknowledged } from './patient-session.ts';
import { freePort, productOn, type Product } from './product.ts';
import { tokenOf } from './run-campaign.ts';

/** The product in a process of its own, and the sandbox here, outside of whatever is harmed. Its book is the judge. */
export type Stage = {
  readonly folder: string;
  readonly product: Product;
  /** Messages and calls that reached the carrier. */
  reached(): readonly Reached[];
  /** Starts the product and signs in; what the session was told is remembered for the judge. */
  begin(): Promise<Session>;
  /** Resolves when everything the carrier had to tell was taken in. */
  told(): Promise<void>;
  onDatabase<T>(work: (db: Database) => Promise<T>): Promise<T>;
  judged(): Promise<Findings>;
  close(): Promise<void>;
};

type Options = {
  readonly seed: number;
  readonly disturbances?: Disturbances;
  /** Where the installation is to live; else in a temporary folder. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What stands between the product and the sandbox; else nothing does. */
  readonly line?: CarrierLine;
};

export async function openStage({
  seed,
  disturbances = undisturbed,
  folder = mkdtempSync(join(tmpdir(), 'ai-flows-faults-')),
  environment = {},
  line,
}: Options): Promise<Stage> {
  // As root PostgreSQL runs as another user, who has to get in.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const secret = randomBytes(24).toString('hex');
  const ledger = memoryLedger();
  const sandbox = await serveSandbox({
    ...{ secret, callbackUrl: `${line?.url ?? `http://127.0.0.1:${port}`}/hooks/sandbox`, seed: String(seed) },
    ...{ timing: 'realistic', disturbances, ledger },
  });
  const product = productOn(port, {
    ...{ DATA_DIR: folder, SANDBOX_URL: line?.url ?? sandbox.url, SANDBOX_SECRET: secret },
    ...environment,
  });
  line?.connect({ carrier: sandbox.url, product: product.url, secret });
  const acknowledged: Acknowledged[] = [];
  const reached = (): readonly Reached[] => attemptsIn(ledger.lines);
  const onDatabase = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const db = openDatabase((await runningEmbeddedPostgres(folder))?.url ?? '', { max: 4 });
    return work(db).finally(() => db.close());
  };
  return {
    ...{ folder, product, reached, onDatabase },
    begin: async () => {
      await product.start().ready;
      const session = await signIn(product.url, await tokenOf(folder));
      return patient(() => session, acknowledged);
    },
    told: () => sandbox.world.idle(),
    judged: () =>
      onDatabase(async (db) => {
        await settled(db);
        return judge(db, reached(), acknowledged);
      }),
    close: async () => {
      await product.stop();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until every follower has handled the newest event. */
async function settled(db: Database): Promise<void> {
  for (;;) {
    const { rows } = await db.pool.query<{ n: number }>(
      'select count(*) as n from follow.checkpoint where position::bigint < (select position from es.head)',
    );
    if (rows[0]?.n === 0) return;
    await wait(100);
  }
}
