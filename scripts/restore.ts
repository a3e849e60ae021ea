import { upcasters } from '#contracts/upcasters';
import { readCommandLine } from '#server/command-line';
import { readConfig } from '#server/config';
import { restore } from '#server/keeping/restore';
import { openProductDatabase } from '#server/open-database';

/**
 * `npm run restore -- --from FILE [--replace EVENTS]`: puts a backup into the installation of the settings, which has to
 * be stopped and empty. With `--replace` and the number of events it holds, it need not be empty: they are thrown away.
 */
const usage = `Usage: npm run restore -- --from FILE.aif [--replace EVENTS]
  --replace  the number of events that this installation holds: they are thrown away`;

async function main(): Promise<void> {
  const { values } = readCommandLine(usage, { from: { type: 'string' }, replace: { type: 'string' } });
  if (values.from === undefined)
    throw new Error('Restoring: no file was named; write it like npm run restore -- --from backup.aif.');
  const replace = values.replace === undefined ? null : Number(values.replace);
  if (replace !== null && !Number.isInteger(replace))
    throw new Error(`--replace is “${values.replace ?? ''}”; the number of events that are thrown away is wanted.`);
  const config = readConfig(process.env);
  if (config.EVENTSTORE_URL !== undefined)
    throw new Error(
      'Restoring: EVENTSTORE_URL is set, but a history can only be put whole or not at all into the event store in the database; EventStoreDB takes it event by event. Nothing was changed. Bring EventStoreDB and PostgreSQL back together with their own backups; or leave EVENTSTORE_URL out and name a new DATABASE_URL or DATA_DIR, to go on with the store in the database.',
    );
  const opened = await openProductDatabase(config, (sentence) => process.stderr.write(`${sentence}\n`));
  try {
    if (await opened.isShared())
      throw new Error('Restoring: the product is running on this installation; stop it, restore, and start it again.');
    const { events, until, paused, ledgerHead } = await restore(
      {
        ...{ db: opened.db, upcasters, now: () => new Date().toISOString() },
        progress: (done) => {
          if (process.stderr.isTTY) process.stderr.write(`\r${done} events `);
        },
      },
      { file: values.from, passphrase: config.BACKUP_PASSPHRASE ?? null, replace },
    );
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    process.stdout.write(
      `${events} events until ${until ?? 'now'} are back, ledger head ${ledgerHead}. Runs that were open: ${paused}, now paused.\nStart the product: it makes its tables anew and asks the carriers what was sent since, before it sends anything. Then look at the paused runs and resume them.\n`,
    );
  } finally {
    await opened.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
