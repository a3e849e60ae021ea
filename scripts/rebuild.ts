import { rebuildDispatches } from '#server/executions/rebuild-dispatches';
import { readCommandLine } from '#server/command-line';
import { productsOn } from '#server/open-database';
import { rebuildAll } from '#server/rebuild-all';
import { withInstallation, type Installation } from './with-installation.ts';

/**
 * `npm run rebuild -- [--all | projection …]`: makes read tables anew from the log beside the live ones, compares them,
 * and puts them in their place where they differ. Without a name, all of them. What is printed is a certificate: for
 * each table its rows and their hash, the event it reflects, the ledger's head there, and the verdict.
 * `npm run rebuild -- dispatches` does the same with what is to be done to the world, while the product is stopped.
 * Exit code 2 when something differed.
 */
const { words: names } = readCommandLine(
  'Usage: npm run rebuild -- [--all | PROJECTION … | dispatches]',
  { all: { type: 'boolean' } },
  { words: Infinity },
);
withInstallation(async (installation) => {
  const differences = names.includes('dispatches')
    ? await dispatches(installation)
    : await readTables(installation, names);
  process.stdout.write(`${differences} rows differed\n`);
  if (differences > 0) process.exitCode = 2;
});

async function readTables(installation: Installation, names: readonly string[]): Promise<number> {
  const rebuilt = await rebuildAll(installation, names, {
    progress: (done, of) => progress(`${done} of ${of} events`),
    swap: true,
  });
  progress('');
  process.stdout.write(
    `Read tables made anew from the log in ${rebuilt[0]?.seconds.toFixed(1) ?? '0'} s, ${new Date().toISOString()}\n`,
  );
  for (const { name, events, tables, ledgerHead } of rebuilt) {
    process.stdout.write(`${name}: events 1 to ${events}, ledger head ${ledgerHead ?? '(the ledger is behind)'}\n`);
    for (const { table, rows, hash, different } of tables) {
      const verdict = different === 0 ? 'equal to the live table' : `${different} rows differed and were replaced`;
      process.stdout.write(`  ${table.padEnd(20)} ${String(rows).padStart(9)} rows  ${hash}  ${verdict}\n`);
    }
  }
  return rebuilt.flatMap(({ tables }) => tables).reduce((sum, { different }) => sum + different, 0);
}

async function dispatches({ db, log }: Installation): Promise<number> {
  if ((await productsOn(db)) > 0)
    throw new Error('Rebuilding dispatches: the product is running and would take them meanwhile; stop it first.');
  const { events, tables } = await rebuildDispatches(log, db, {
    progress: (done) => progress(`${done} events`),
    swap: true,
  });
  progress('');
  process.stdout.write(`What is to be done, made anew from ${events} events, ${new Date().toISOString()}\n`);
  for (const { table, rows, missing, extra } of tables)
    process.stdout.write(
      `  ${table.padEnd(20)} ${String(rows).padStart(9)} rows, ${missing} were missing, ${extra} should not have been there\n`,
    );
  // A dispatch that led to nothing leaves no trace, so it is asked for once more: no difference in what is done.
  return tables.reduce((sum, { table, missing, extra }) => sum + extra + (table === 'dispatch' ? 0 : missing), 0);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
