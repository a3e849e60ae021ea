import { readCommandLine } from '#server/command-line';
import { append } from './append.ts';
import { drag } from './drag.ts';
import { execute } from './execute.ts';
import { asJson, asLine, type Figure } from './figure.ts';
import { firstLoad } from './first-load.ts';
import { importing } from './import.ts';
import { live } from './live.ts';
import { pushWaiting } from './push-waiting.ts';
import { rebuild } from './rebuild.ts';

/** `npm run bench -- [--only B2] [--short] [--json]`: every figure beside its limit of the same run. */
const figures: readonly Figure[] = [append, execute, importing, rebuild, live, drag, firstLoad, pushWaiting];

async function main(): Promise<void> {
  const usage = `Usage: npm run bench -- [--only FIGURE[,FIGURE]] [--short] [--json]
${figures.map(({ name, about }) => `  ${name}  ${about}`).join('\n')}`;
  const { values } = readCommandLine(usage, {
    ...{ only: { type: 'string' }, json: { type: 'boolean' }, short: { type: 'boolean' } },
  });
  const wanted = figures.filter(
    ({ name }) => values.only === undefined || values.only.toUpperCase().split(',').includes(name),
  );
  if (wanted.length === 0)
    throw new Error(`--only is “${values.only ?? ''}”; the figures are ${figures.map(({ name }) => name).join(', ')}.`);
  for (const { name, about, measure } of wanted) {
    process.stderr.write(`${name}: ${about}\n`);
    await measure((measured) => process.stdout.write(`${values.json ? asJson(measured) : asLine(measured)}\n`), {
      short: values.short ?? false,
      progress: (sentence) => process.stderr.write(`  ${sentence}\n`),
    });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  },
);
