import { describePace } from '#server/executions/pace.contract';
import { describeRunTables } from '#server/executions/run-tables.contract';
import { MemoryRunTables } from './memory-run-tables.ts';

const name = 'in memory, of the simulation';
const close = (): Promise<void> => Promise.resolve();

describePace(name, () => Promise.resolve({ tables: new MemoryRunTables(), close }));
describeRunTables(name, () => {
  const tables = new MemoryRunTables();
  return Promise.resolve({ tables, within: (work) => work(tables), close });
});
