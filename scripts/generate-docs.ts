import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readCommandLine } from '#server/command-line';
import { catalogue } from './docs/catalogue.ts';
import { databasePage } from './docs/database-page.ts';

/** `npm run docs`: writes the generated pages; with --check it only says whether they are current. */
const pages: readonly (readonly [file: string, make: () => string | Promise<string>])[] = [
  ['docs/catalogue.md', catalogue],
  ['docs/database.md', databasePage],
];

const { values } = readCommandLine(
  'Usage: npm run docs -- [--check]\n  --check  only says whether the pages are current',
  {
    check: { type: 'boolean' },
  },
);
let stale = false;
for (const [file, make] of pages) {
  const text = await make();
  if (values.check === true) {
    const current = existsSync(file) && readFileSync(file, 'utf8') === text;
    if (!current) process.stdout.write(`${file} is not current; run npm run docs.\n`);
    stale ||= !current;
  } else {
    mkdirSync('docs', { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${file} written\n`);
  }
}
process.exitCode = stale ? 1 : 0;
