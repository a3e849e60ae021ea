import { startTestingPostgres } from '#server/engine/postgres/testing-database';

/** One PostgreSQL for the whole run; every test file clones a database of its own in it. */
export default async function start() {
  const server = await startTestingPostgres();
  process.env.TESTING_POSTGRES_URL = server.url;
  globalThis.stopTestingPostgres = server.stop;
}
