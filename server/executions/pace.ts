import { sql, type Transaction } from 'kysely';
import type { Instant } from '#contracts/kernel/event';
import type { Hold } from '#contracts/row/input';
import type { Database } from '#server/engine/postgres/database';
import type { RunChannel } from './facts.ts';

/** Somebody is about to be contacted through a channel. */
export type Asking = {
  readonly channel: RunChannel;
  readonly contactId: string;
  /** Outside an open window, so that it counts against the sender's limit of new contacts. */
  readonly initiates: boolean;
  readonly timeScale: number;
};

/** go: at once. hold: the person or the sender's limit does not allow it. wait: the channel is not free before then. */
export type Pace =
  | { readonly pace: 'go' }
  | { readonly pace: 'hold'; readonly hold: Hold }
  | { readonly pace: 'wait'; readonly until: Instant };

/** About one message in so long to one person (WhatsApp's pair rate limit, Meta: throughput). Milliseconds. */
const pairMs = 6_000;
const dayMs = 86_400_000;
/** What a channel was not used within may be made good, so that its rate is kept although rounds come at intervals. Milliseconds. */
const burstMs = 250;

/**
 * Asks for the right to contact people, in their order: each channel no faster than its rate, nobody more often than every
 * six seconds, no more new contacts in any 24 hours than the sender may make. Runners of all processes ask the same
 * tables, under the lock of the channel's row.
 */
export async function askPace(db: Database, now: Instant, asking: readonly Asking[]): Promise<readonly Pace[]> {
  const answers: Pace[] = asking.map(() => ({ pace: 'go' }));
  const byChannel = Map.groupBy(asking.keys(), (index) => asking[index]?.channel.channelId ?? '');
  // In one order everywhere, so that two rounds never wait for each other.
  for (const channelId of [...byChannel.keys()].toSorted()) {
    const indexes = byChannel.get(channelId) ?? [];
    const asked = indexes.flatMap((index) => asking[index] ?? []);
    const paces = await db.derived.transaction().execute((tx) => ofChannel(tx, channelId, asked, Date.parse(now)));
    indexes.forEach((index, i) => {
      const pace = paces[i];
      if (pace) answers[index] = pace;
    });
  }
  return answers;
}

async function ofChannel(
  tx: Transaction<unknown>,
  channelId: string,
  asked: readonly Asking[],
  now: number,
): Promise<readonly Pace[]> {
  const [channel] = asked.map((each) => each.channel);
  if (!channel) return [];
  await sql`insert into run.pace(channel_id, next_at) values (${channelId}, ${iso(now - burstMs)}) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<Kept>`
    select next_at, booked_at, booked from run.pace where channel_id = ${channelId} for update`.execute(tx);
  const kept = rows[0] ?? { next_at: iso(now), booked_at: null, booked: 0 };
  const contacts = await lastContacts(tx, channelId, asked);
  const newcomers = await createNewcomers(tx, channel, kept, now);
  const turns = createTurns(Math.max(Date.parse(kept.next_at), now - burstMs), now, channel.perSecond);
  const went: { contactId: string; isNew: boolean }[] = [];
  const paces = asked.map(({ contactId, initiates, timeScale }): Pace => {
    const known = contacts.get(contactId) ?? { at: -Infinity, firstAt: 0 };
    const isNew = initiates && known.firstAt <= now - dayMs;
    const hold = tooSoon(known.at + pairMs / timeScale, now) ?? (isNew ? newcomers.tooMany() : null);
    if (hold) return { pace: 'hold', hold };
    const turn = turns.take();
    if (turn.pace !== 'go') return turn;
    if (isNew) newcomers.add();
    contacts.set(contactId, { at: now, firstAt: isNew ? now : known.firstAt });
    went.push({ contactId, isNew });
    return turn;
  });
  const { bookedAt, booked } = newcomers.bookings();
  await sql`update run.pace set next_at = ${iso(turns.nextAt())}, booked_at = ${bookedAt}, booked = ${booked} where channel_id = ${channelId}`.execute(
    tx,
  );
  await remember(tx, channelId, went, now);
  return paces;
}

/** A person was contacted only just now. */
function tooSoon(free: number, now: number): Hold | null {
  return free > now ? { reason: 'PairRate', until: iso(free) } : null;
}

/** Lets through as many as the channel has turns for by now, and tells the others when theirs will be. */
function createTurns(from: number, now: number, perSecond: number) {
  const everyMs = 1000 / perSecond;
  let nextAt = from;
  let waiting = 0;
  return {
    take(): Pace {
      if (nextAt > now) {
        waiting += 1;
        return { pace: 'wait', until: iso(nextAt + (waiting - 1) * everyMs) };
      }
      nextAt += everyMs;
      return { pace: 'go' };
    },
    nextAt: (): number => nextAt,
  };
}

type Contacted = { readonly at: number; readonly firstAt: number };

async function lastContacts(
  tx: Transaction<unknown>,
  channelId: string,
  asked: readonly Asking[],
): Promise<Map<string, Contacted>> {
  const { rows } = await sql<{ contact_id: string; at: string; first_at: string | null }>`
    select contact_id, at, first_at from run.last_contact where channel_id = ${channelId} and contact_id = any(${asked.map(({ contactId }) => contactId)})`.execute(
    tx,
  );
  return new Map(
    rows.map(({ contact_id, at, first_at }) => [
      contact_id,
      { at: Date.parse(at), firstAt: first_at === null ? 0 : Date.parse(first_at) },
    ]),
  );
}

type Kept = { readonly next_at: string; readonly booked_at: string | null; readonly booked: number };

/**
 * The people a sender wrote to first within the last 24 hours. Whoever would be one too many is put off to the day on
 * which there is room, as many a day as the sender may write to, so that not all of them wake up for the same places.
 */
async function createNewcomers(
  tx: Transaction<unknown>,
  { channelId, newContactsPerDay }: RunChannel,
  kept: Kept,
  now: number,
) {
  const limit = newContactsPerDay ?? Infinity;
  const { rows } =
    newContactsPerDay === null
      ? { rows: [] }
      : await sql<{ n: number; oldest: string | null }>`
    select count(*)::int as n, min(first_at) as oldest from run.last_contact where channel_id = ${channelId} and first_at > ${iso(now - dayMs)}`.execute(
          tx,
        );
  let count = rows[0]?.n ?? 0;
  const room = Date.parse(rows[0]?.oldest ?? iso(now)) + dayMs;
  let bookedAt = Date.parse(kept.booked_at ?? iso(0));
  let booked = kept.booked;
  return {
    add: (): void => {
      count += 1;
    },
    tooMany: (): Hold | null => {
      if (count < limit) return null;
      if (bookedAt <= now) [bookedAt, booked] = [Math.max(room, now + 1), 0];
      else if (booked >= limit) [bookedAt, booked] = [bookedAt + dayMs, 0];
      booked += 1;
      return { reason: 'NewContactsLimit', until: iso(bookedAt) };
    },
    bookings: () => ({ bookedAt: iso(bookedAt), booked }),
  };
}

async function remember(
  tx: Transaction<unknown>,
  channelId: string,
  went: readonly { contactId: string; isNew: boolean }[],
  now: number,
): Promise<void> {
  if (went.length === 0) return;
  await sql`insert into run.last_contact(channel_id, contact_id, at, first_at)
    select ${channelId}::uuid, k.contact_id, ${iso(now)}::timestamptz, case when k.is_new then ${iso(now)}::timestamptz end
    from unnest(${went.map(({ contactId }) => contactId)}::text[], ${went.map(({ isNew }) => isNew)}::boolean[]) as k(contact_id, is_new)
    on conflict (channel_id, contact_id) do update set at = excluded.at, first_at = coalesce(excluded.first_at, last_contact.first_at)`.execute(
    tx,
  );
}

function iso(ms: number): Instant {
  return new Date(Math.ceil(ms)).toISOString();
}
