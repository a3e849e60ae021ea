import { parseArgs } from 'node:util';
import { isClean } from './judge.ts';
import { killServer } from './kill-server.ts';

/** `npm run faults -- [--only F1] [--kills 50] [--rows 3000] [--seed N] [--json]`: does harm, and says what it found. */
async function main(): Promise<boolean> {
  const options = {
    only: { type: 'string' },
    kills: { type: 'string' },
    rows: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.only !== undefined && values.only.toUpperCase() !== 'F1')
    throw new Error(`--only is “${values.only}”; the figures are F1.`);
  const kills = whole('--kills', values.kills, 50);
  const rows = whole('--rows', values.rows, 3_000);
  const seed = whole('--seed', values.seed, Math.floor(Math.random() * 1e9));
  const say = (sentence: string): void => void process.stderr.write(`  ${sentence}\n`);
  process.stderr.write(`F1: kill -9 of the server, ${kills} times, over runs of ${rows} rows, seed ${seed}\n`);
  const report = await killServer({ kills, rows, seed, say });
  const ok = isClean(report.findings);
  const { findings, ...rest } = report;
  if (values.json) process.stdout.write(`${JSON.stringify({ figure: 'F1', ok, seed, ...rest, ...findings })}\n`);
  else {
    for (const [name, value] of Object.entries({ ...rest, ...findings }))
      process.stdout.write(`  ${name.padEnd(26)}${String(value).padStart(8)}\n`);
    process.stdout.write(
      ok ? 'F1 holds: nobody contacted twice, nobody forgotten, nothing acknowledged lost.\n' : 'F1 does not hold.\n',
    );
  }
  return ok;
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} is “${text ?? ''}”; a whole number is wanted.`);
  return value;
}

main().then(
  (ok) => process.exit(ok ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).stack ?? ''}\n`);
    process.exit(1);
  },
);
