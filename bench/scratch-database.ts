import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProductDatabase } from '#server/open-database';
import type { Database } from '#server/engine/postgres/database';

/** A durable embedded PostgreSQL with the product's schema in a folder of its own, removed afterwards. */
export async function withScratchDatabase(work: (db: Database, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-bench-'));
  // As root PostgreSQL runs as another user, who has to get in.
  chmodSync(folder, 0o755);
  const opened = await openProductDatabase({ DATABASE_URL: undefined, DATA_DIR: folder }, () => undefined);
  try {
    await work(opened.db, folder);
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
