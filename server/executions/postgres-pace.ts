import { sql, type Transaction } from 'kysely';
import type { Instant } from '#contracts/kernel/event';
import type { Database } from '#server/engine/postgres/database';
import type { RunChannel } from './facts.ts';
import {
  dayMs,
  paceChannel,
  type Asking,
  type Contacted,
  type KeptPace,
  type Pace,
  type PacedChannel,
} from './pace.ts';

/**
 * Asks for the right to contact people, in their order (see `paceChannel`). Runners of all processes ask the same
 * tables, under the lock of the channel's row.
 */
export async function askPace(db: Database, now: Instant, asking: readonly Asking[]): Promise<readonly Pace[]> {
  const answers: Pace[] = asking.map(() => ({ pace: 'go' }));
  const byChannel = Map.groupBy(asking.keys(), (index) => asking[index]?.channel.channelId ?? '');
  // In one order everywhere, so that two rounds never wait for each other.
  for (const channelId of [...byChannel.keys()].toSorted()) {
    const indexes = byChannel.get(channelId) ?? [];
    const asked = indexes.flatMap((index) => asking[index] ?? []);
    const paces = await db.derived.transaction().execute((tx) => ofChannel(tx, asked, now));
    indexes.forEach((index, i) => {
      const pace = paces[i];
      if (pace) answers[index] = pace;
    });
  }
  return answers;
}

async function ofChannel(tx: Transaction<unknown>, asked: readonly Asking[], now: Instant): Promise<readonly Pace[]> {
  const [channel] = asked.map((each) => each.channel);
  if (!channel) return [];
  const { channelId } = channel;
  // A channel that was never used is free since ever.
  await sql`insert into run.pace(channel_id, next_at) values (${channelId}, to_timestamp(0)) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<KeptPace>`
    select next_at as "nextAt", booked_at as "bookedAt", booked from run.pace where channel_id = ${channelId} for update`.execute(
    tx,
  );
  const contacts = await lastContacts(tx, channelId, asked);
  const newcomers = await newcomersOf(tx, channel, now);
  const known = { kept: rows[0] ?? null, contacts, newcomers };
  const { paces, kept, went } = paceChannel(channel, asked, known, Date.parse(now));
  await sql`update run.pace set next_at = ${kept.nextAt}, booked_at = ${kept.bookedAt}, booked = ${kept.booked} where channel_id = ${channelId}`.execute(
    tx,
  );
  await remember(tx, channelId, went, now);
  return paces;
}

async function lastContacts(
  tx: Transaction<unknown>,
  channelId: string,
  asked: readonly Asking[],
): Promise<ReadonlyMap<string, Contacted>> {
  const { rows } = await sql<Contacted & { contactId: string }>`
    select contact_id as "contactId", at, first_at as "firstAt" from run.last_contact
    where channel_id = ${channelId} and contact_id = any(${asked.map(({ contactId }) => contactId)})`.execute(tx);
  return new Map(rows.map(({ contactId, at, firstAt }) => [contactId, { at, firstAt }]));
}

async function newcomersOf(
  tx: Transaction<unknown>,
  { channelId, newContactsPerDay }: RunChannel,
  now: Instant,
): Promise<PacedChannel['newcomers']> {
  if (newContactsPerDay === null) return { count: 0, oldest: null };
  const since = new Date(Date.parse(now) - dayMs).toISOString();
  const { rows } = await sql<PacedChannel['newcomers']>`
    select count(*)::int as count, min(first_at) as oldest from run.last_contact where channel_id = ${channelId} and first_at > ${since}`.execute(
    tx,
  );
  return rows[0] ?? { count: 0, oldest: null };
}

async function remember(
  tx: Transaction<unknown>,
  channelId: string,
  went: readonly { contactId: string; isNew: boolean }[],
  now: Instant,
): Promise<void> {
  if (went.length === 0) return;
  await sql`insert into run.last_contact(channel_id, contact_id, at, first_at)
    select ${channelId}::uuid, k.contact_id, ${now}::timestamptz, case when k.is_new then ${now}::timestamptz end
    from unnest(${went.map(({ contactId }) => contactId)}::text[], ${went.map(({ isNew }) => isNew)}::boolean[]) as k(contact_id, is_new)
    on conflict (channel_id, contact_id) do update set at = excluded.at, first_at = coalesce(excluded.first_at, last_contact.first_at)`.execute(
    tx,
  );
}
