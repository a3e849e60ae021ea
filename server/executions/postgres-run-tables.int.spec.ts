import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { executionMigrations } from './migrations.ts';
import { describePace } from './pace.contract.ts';
import { postgresDispatchBatch } from './postgres-dispatch-batch.ts';
import { postgresRunTables } from './postgres-run-tables.ts';
import { describeRunTables } from './run-tables.contract.ts';

const name = 'on PostgreSQL';

describePace(name, async () => {
  const { db, close } = await openTestDatabase(executionMigrations);
  return { tables: postgresRunTables(db), close };
});
describeRunTables(name, async () => {
  const { db, close } = await openTestDatabase(executionMigrations);
  return {
    tables: postgresRunTables(db),
    within: (work) => db.derived.transaction().execute((tx) => work(postgresDispatchBatch(tx))),
    close,
  };
});
