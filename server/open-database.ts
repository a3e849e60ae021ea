import { projections } from '#projections/all';
import { reportingSql } from '#projections/reporting';
import type { Config } from '#server/config';
import { openDatabase, type Database } from '#server/engine/postgres/database';
import { startEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import { migrate } from '#server/engine/postgres/migrate';
import { installProjections } from '#server/engine/subscriptions/install-projections';
import { migrations } from '#server/migrations';

export type OpenedDatabase = { readonly db: Database; readonly embedded: boolean; close(): Promise<void> };

/** The database of the settings, started where it is the embedded one, and brought up to date. */
export async function openProductDatabase(
  { DATABASE_URL, DATA_DIR }: Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>,
  say: (sentence: string) => void,
): Promise<OpenedDatabase> {
  const embedded = DATABASE_URL === undefined ? await startEmbeddedPostgres({ dataDir: DATA_DIR, say }) : null;
  const db = openDatabase(DATABASE_URL ?? embedded?.url ?? '', { max: 30 });
  const close = async (): Promise<void> => {
    await db.close();
    await embedded?.stop();
  };
  try {
    await migrate(db, migrations);
    await installProjections(db, projections, reportingSql);
    return { db, embedded: embedded !== null, close };
  } catch (error) {
    await close();
    throw error;
  }
}
