import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase, type Database } from './database.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate, type Migration } from './migrate.ts';

/** The server of one test run, in a temporary folder, without fsync: tests of durability start their own. */
export async function startTestingPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ai-flows-tests-'));
  const server = await startEmbeddedPostgres({ dataDir, say: () => undefined, durable: false });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A fresh database for one test file, cloned from a template that was migrated once. */
export async function openTestDatabase(
  migrations: readonly Migration[],
): Promise<{ url: string; db: Database; close(): Promise<void> }> {
  const server = process.env.TESTING_POSTGRES_URL;
  if (!server)
    throw new Error(
      'TESTING_POSTGRES_URL is not set: run the test through npm test, which starts a PostgreSQL for it.',
    );
  const template = await ensureTemplate(server, migrations);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`));
  const url = withDatabase(server, name);
  const db = openDatabase(url, { max: 20 });
  return {
    url,
    db,
    close: async () => {
      await db.close();
      await onServer(server, (client) => client.query(`drop database ${name} with (force)`));
    },
  };
}

async function ensureTemplate(server: string, migrations: readonly Migration[]): Promise<string> {
  const name = `template_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)}`;
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock(730514002)');
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return;
    await client.query(`drop database if exists ${name}_half with (force)`);
    await client.query(`create database ${name}_half`);
    const db = openDatabase(withDatabase(server, `${name}_half`), { max: 1 });
    await migrate(db, migrations).finally(() => db.close());
    await everybodyLeft(client, `${name}_half`);
    await client.query(`alter database ${name}_half rename to ${name}`);
  });
  return name;
}

/** A closed connection's server process lives a moment longer, and until it is gone its database cannot be renamed. */
async function everybodyLeft(client: pg.Client, database: string): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query('select 1 from pg_stat_activity where datname = $1', [database]);
    if (!rowCount) return;
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  return work(client).finally(() => client.end());
}
