import { withInstallation } from './with-installation.ts';

/** `npm run trace -- <commandId>`: every event that one request led to, in the order of the log. */
withInstallation(async ({ db }) => {
  const [id] = process.argv.slice(2);
  if (id === undefined)
    throw new Error('Tracing a command: its id is missing; write it like npm run trace -- <commandId>.');
  const { rows } = await db.pool.query<{
    position: number;
    stream: string;
    revision: number;
    type: string;
    at: string;
    by: string;
  }>(
    `select position, stream, revision, type, meta->>'at' as at, meta->>'by' as by from es.event
     where meta->>'commandId' = $1 or meta->>'correlationId' = $1 or meta->>'causationId' = $1 order by position limit 1000`,
    [id],
  );
  if (rows.length === 0)
    throw new Error(
      `Tracing a command: nothing in the log carries “${id}”; look for it among the command ids of a stream.`,
    );
  for (const { position, stream, revision, type, at, by } of rows)
    process.stdout.write(`${String(position).padStart(9)}  ${at}  ${type.padEnd(26)} ${stream}@${revision}  (${by})\n`);
});
