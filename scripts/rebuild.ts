import { rebuildAll } from '#server/rebuild-all';
import { withInstallation } from './with-installation.ts';

/**
 * `npm run rebuild -- [--all | projection …]`: makes read tables anew from the log beside the live ones, compares them,
 * and puts them in their place where they differ. Without a name, all of them. What is printed is a certificate: for
 * each table its rows and their hash, the event it reflects, the ledger's head there, and the verdict. Exit code 2 when
 * something differed.
 */
withInstallation(async (installation) => {
  const names = process.argv.slice(2).filter((argument) => argument !== '--all');
  const progress = (done: number, of: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} events `);
  };
  const rebuilt = await rebuildAll(installation, names, { progress, swap: true });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stdout.write(`Read tables made anew from the log, ${new Date().toISOString()}\n`);
  let differences = 0;
  for (const { name, events, tables, ledgerHead } of rebuilt) {
    process.stdout.write(`${name}: events 1 to ${events}, ledger head ${ledgerHead ?? '(the ledger is behind)'}\n`);
    for (const { table, rows, hash, different } of tables) {
      differences += different;
      const verdict = different === 0 ? 'equal to the live table' : `${different} rows differed and were replaced`;
      process.stdout.write(`  ${table.padEnd(20)} ${String(rows).padStart(9)} rows  ${hash}  ${verdict}\n`);
    }
  }
  process.stdout.write(`${rebuilt[0]?.seconds.toFixed(1) ?? '0'} s; ${differences} rows differed\n`);
  if (differences > 0) process.exitCode = 2;
});
