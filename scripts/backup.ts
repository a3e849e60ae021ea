import { readCommandLine } from '#server/command-line';
import { backUp } from '#server/keeping/back-up';
import { newFile } from './new-file.ts';
import { withInstallation } from './with-installation.ts';

/** `npm run backup -- --to FILE`: everything that cannot be made again, in one file, of a product that runs or rests. */
const { values } = readCommandLine('Usage: npm run backup -- --to FILE.aif', { to: { type: 'string' } });
withInstallation(async ({ config, db, store }) => {
  if (values.to === undefined)
    throw new Error('Backing up: no file was named; write it like npm run backup -- --to backup.aif.');
  const file = newFile('Backing up', values.to);
  const progress = (events: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${events} events `);
  };
  const passphrase = config.BACKUP_PASSPHRASE ?? null;
  const { events, until, ledgerHead, rows } = await backUp({ db, store, progress }, { file, passphrase });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stdout.write(
    `${file}: ${events} events until ${until ?? 'now'}, ${rows['private.subject_key'] ?? 0} keys, ledger head ${ledgerHead}\n`,
  );
  if (passphrase === null)
    process.stdout.write(
      'WARNING: the file is not encrypted and holds the keys of everybody: whoever has it can read every message. Set BACKUP_PASSPHRASE, or keep it where nobody else comes.\n',
    );
});
