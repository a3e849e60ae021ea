import { parseArgs } from 'node:util';
import { startDouble } from './start-double.ts';

/**
 * `node testing/esdb-double/run.ts [--port 2113] [--file FILE]`: the protocol double as a process of its own, to be
 * connected with EVENTSTORE_URL, and to be killed. It stands in where no EventStoreDB can run; it is none.
 */
const { values } = parseArgs({ options: { port: { type: 'string', default: '2113' }, file: { type: 'string' } } });
const double = await startDouble({ port: Number(values.port), file: values.file });
process.stdout.write(`${double.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => double.stop());
