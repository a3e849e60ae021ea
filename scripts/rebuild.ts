import { projections } from '#projections/all';
import { rebuild } from '#server/engine/subscriptions/rebuild';
import { withInstallation } from './with-installation.ts';

/**
 * `npm run rebuild -- [projection …]`: makes read tables anew from the log beside the live ones, compares them, and puts
 * them in their place where they differ. Without a name, all of them.
 */
withInstallation(async ({ db, log }) => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !projections.some((projection) => projection.name === name));
  if (unknown !== undefined)
    throw new Error(
      `Rebuilding: there is no projection “${unknown}”; they are ${projections.map(({ name }) => name).join(', ')}.`,
    );
  let differences = 0;
  for (const projection of projections.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    const progress = (done: number, of: number): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r${projection.name}: ${done} of ${of} events `);
    };
    const { events, tables, seconds } = await rebuild(log, db, projection, { progress, swap: true });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    for (const { table, rows, different } of tables) {
      differences += different;
      const verdict = different === 0 ? 'equal to the live table' : `${different} rows differed and were replaced`;
      process.stdout.write(
        `${projection.name.padEnd(12)} ${table.padEnd(20)} ${String(rows).padStart(9)} rows from ${events} events in ${seconds.toFixed(1)} s: ${verdict}\n`,
      );
    }
  }
  if (differences > 0) process.exitCode = 2;
});
