import { hash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Numbered } from '#contracts/kernel/event';
import type { Subscriber } from '#contracts/kernel/subscriber';
import type { Migration } from '#server/engine/postgres/migrate';
import type { Database } from '#server/engine/postgres/database';
import type { Log } from '#server/engine/log/log';

export const ledgerMigrations: readonly Migration[] = [
  {
    name: 'ledger-0001-pages',
    sql: `
create schema ledger;
create table ledger.page(first bigint primary key, last bigint not null unique, hashes bytea not null, head bytea not null);
comment on table ledger.page is 'The hash chain over every event as stored: SHA-256 of the link before and the event, 32 bytes each, for the events numbered first to last; head is the last of them.';`,
  },
];

const linkBytes = 32;
/** What the first link is chained to. */
export const genesis: Buffer = Buffer.alloc(linkBytes);
/** Where a link and an event are put together: a hash made at once costs a fraction of one that is fed. */
let space = Buffer.allocUnsafe(4_096);

/** One link: the hash of the link before it and of the event as it is stored (sealed, so that forgetting keeps it true). */
export function link(before: Buffer, { number, stream, revision, id, event, ...meta }: Numbered): Buffer {
  const { commandId, correlationId, causationId, by, at } = meta;
  const text = JSON.stringify([
    number,
    stream,
    revision,
    id,
    event.type,
    event.data,
    commandId,
    correlationId,
    causationId ?? null,
    by,
    at,
  ]);
  const length = linkBytes + Buffer.byteLength(text);
  if (space.length < length) space = Buffer.allocUnsafe(length * 2);
  space.set(before);
  space.write(text, linkBytes);
  return Buffer.from(hash('sha256', space.subarray(0, length), 'binary'), 'binary');
}

/** Chains the hash of every event of the log, on any store; follows the sealed log. */
export const ledger: Subscriber<Transaction<unknown>> = {
  name: 'ledger',
  kind: 'projection',
  version: 1,
  handles: ['*'],
  on: async (batch, tx) => {
    const { rows } = await sql<{ head: Buffer }>`select head from ledger.page order by last desc limit 1`.execute(tx);
    let head = rows[0]?.head ?? genesis;
    const hashes = batch.map((recorded) => (head = link(head, recorded)));
    const [first, last] = [batch[0]?.number, batch.at(-1)?.number];
    await sql`insert into ledger.page(first, last, hashes, head) values (${first}, ${last}, ${Buffer.concat(hashes)}, ${head})`.execute(
      tx,
    );
    return [];
  },
};

/** The link of the event with this ordinal in hexadecimal, or null when the ledger has not come so far. */
export async function ledgerHeadAt(db: Database, number: number): Promise<string | null> {
  if (number === 0) return genesis.toString('hex');
  const { rows } = await db.pool.query<{ head: string }>(
    `select encode(substring(hashes from (($1 - first) * 32 + 1)::int for 32), 'hex') as head
     from ledger.page where first <= $1 and last >= $1`,
    [number],
  );
  return rows[0]?.head ?? null;
}

export type LedgerVerdict =
  | { readonly ok: true; readonly events: number; readonly head: string }
  | { readonly ok: false; readonly firstBad: number; readonly sentence: string };

/** Chains the log anew and compares it with the ledger, link by link; names the first event that does not fit. */
export async function verifyLedger(log: Pick<Log, 'subscribe'>, db: Database): Promise<LedgerVerdict> {
  const { rows: pages } = await db.pool.query<{ first: number; last: number; hashes: Buffer }>(
    'select first, last, hashes from ledger.page order by first',
  );
  const end = pages.at(-1)?.last ?? 0;
  const stop = new AbortController();
  let head: Buffer = genesis;
  let number = 0;
  if (end === 0) return { ok: true, events: 0, head: head.toString('hex') };
  for await (const events of log.subscribe({ after: null, batch: 5_000, signal: stop.signal })) {
    for (const recorded of events.slice(0, end - number)) {
      number += 1;
      head = link(head, { ...recorded, number });
      const page = pages.find(({ last }) => last >= number);
      const known = page?.hashes.subarray((number - page.first) * 32, (number - page.first + 1) * 32);
      if (!known?.equals(head))
        return {
          ok: false,
          firstBad: number,
          sentence: `Event ${number} (${recorded.stream}@${recorded.revision}) does not fit the ledger: it was changed, removed or inserted.`,
        };
      while (pages[0] && pages[0].last <= number) pages.shift();
    }
    if (number >= end) break;
  }
  return { ok: true, events: number, head: head.toString('hex') };
}
