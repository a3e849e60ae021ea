import { personalFields } from '#contracts/registry';
import { readCommandLine } from '#server/command-line';
import { withInstallation } from './with-installation.ts';

/** `npm run stream -- <name> [--open]`: one stream as a story. Personal data is masked unless it is asked for. */
const { values, words } = readCommandLine(
  'Usage: npm run stream -- NAME [--open]\n  --open  shows personal data',
  { open: { type: 'boolean', default: false } },
  { words: 1 },
);
withInstallation(async ({ log }) => {
  const [name] = words;
  if (name === undefined)
    throw new Error('Printing a stream: its name is missing; write it like npm run stream -- campaign-<id>.');
  const { open } = values;
  const history = await log.read(name);
  if (history.length === 0)
    throw new Error(
      `Printing a stream: there is no stream “${name}”; names look like campaign-<id> or row-<execution>_<n>.`,
    );
  for (const { revision, at, by, event } of history) {
    const hidden = new Set(
      open ? [] : (personalFields[event.type] ?? []).flatMap(({ fields, list }) => list ?? fields),
    );
    const data = Object.entries(event.data as object).map(
      ([field, value]) => `${field}: ${hidden.has(field) ? '•••' : JSON.stringify(value)}`,
    );
    process.stdout.write(
      `${String(revision).padStart(4)}  ${at}  ${event.type}  (${by})\n      ${data.join('\n      ')}\n`,
    );
  }
});
