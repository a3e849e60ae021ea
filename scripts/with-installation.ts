import { personalFields } from '#contracts/registry';
import { upcasters } from '#contracts/upcasters';
import { readConfig, type Config } from '#server/config';
import { readyDataFolder } from '#server/data-folder';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { createLog } from '#server/engine/log/create-log';
import { installationSecret } from '#server/engine/log/installation-secret';
import { openKeyRing } from '#server/engine/log/key-ring';
import type { Log } from '#server/engine/log/log';
import { subjectIds } from '#server/engine/log/subject-ids';
import { openDatabase, type Database } from '#server/engine/postgres/database';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import { openStore } from '#server/open-store';

export type Installation = {
  readonly config: Config;
  readonly db: Database;
  readonly store: EventStore;
  readonly log: Log;
  readonly idOf: (value: string) => string;
};

/** Runs a command on the installation of the settings. A fault becomes one sentence and exit code 1. */
export function withInstallation(work: (installation: Installation) => Promise<void>): void {
  // Whoever reads our output may have read enough.
  process.stdout.on('error', () => process.exit(0));
  onInstallation(work).catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  });
}

/**
 * Opens the installation of the settings for some work: the database of the product that is running, or, when none
 * runs, the embedded one for as long as the work takes.
 */
export async function onInstallation<T>(work: (installation: Installation) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  if (config.DATABASE_URL === undefined) readyDataFolder(config.DATA_DIR);
  const running = config.DATABASE_URL ?? (await runningEmbeddedPostgres(config.DATA_DIR))?.url ?? null;
  const embedded =
    running === null ? await startEmbeddedPostgres({ dataDir: config.DATA_DIR, say: () => undefined }) : null;
  const db = openDatabase(running ?? embedded?.url ?? '', { max: 16, name: 'ai-flows command' });
  try {
    return await inDatabase(config, db, work);
  } finally {
    await db.close();
    await embedded?.stop();
  }
}

async function inDatabase<T>(
  config: Config,
  db: Database,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const { rows } = await db.pool.query<{ made: string | null }>(
    `select to_regclass('private.installation')::text as made`,
  );
  if (!rows[0]?.made)
    throw new Error(
      `There is no installation in ${config.DATABASE_URL === undefined ? config.DATA_DIR : 'this database'} yet; run npm start once.`,
    );
  const store = await openStore(config, db);
  try {
    const log = createLog({ store, keyRing: openKeyRing(db), personal: personalFields, upcasters });
    const secret = await installationSecret(db);
    return await work({ config, db, store, log, idOf: subjectIds(secret) });
  } finally {
    await store.close();
  }
}
