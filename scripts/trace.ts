import { wholeLog } from '#server/engine/eventstore/whole-log';
import { readCommandLine } from '#server/command-line';
import { withInstallation } from './with-installation.ts';

const most = 1_000;

/** `npm run trace -- <commandId>`: every event that one request led to, in the order of the log. */
const { words } = readCommandLine('Usage: npm run trace -- COMMAND_ID', {}, { words: 1 });
withInstallation(async ({ store }) => {
  const [id] = words;
  if (id === undefined)
    throw new Error('Tracing a command: its id is missing; write it like npm run trace -- <commandId>.');
  let [number, found] = [0, 0];
  for await (const { stream, revision, type, meta } of wholeLog(store)) {
    number += 1;
    if (![meta.commandId, meta.correlationId, meta.causationId].includes(id)) continue;
    found += 1;
    const place = `${type.padEnd(26)} ${stream}@${revision}`;
    process.stdout.write(`${String(number).padStart(9)}  ${meta.at}  ${place}  (${meta.by})\n`);
    if (found === most) break;
  }
  if (found === 0)
    throw new Error(
      `Tracing a command: nothing in the log carries “${id}”; look for it among the command ids of a stream.`,
    );
});
