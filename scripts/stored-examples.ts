import { readCommandLine } from '#server/command-line';
import { addStoredExamples } from './docs/stored-examples.ts';

/**
 * `npm run stored-examples`: keeps an example of every event as it is first written, for events and shapes that have
 * none yet. It only adds: what was stored once can be read for ever, and the tests see to it.
 */
readCommandLine('Usage: npm run stored-examples', {});
const added = addStoredExamples();
for (const file of added) process.stdout.write(`contracts/stored-examples/${file} added\n`);
if (added.length === 0) process.stdout.write('Every event has its stored example already.\n');
