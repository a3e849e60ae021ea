import type { Database } from '#server/engine/postgres/database';

/** What is known is asked again after this long. Milliseconds. */
const knownForMs = 5_000;

/**
 * Finds the channel behind one of the organisation's own numbers, or null when it is none of them. Every inbound message
 * asks, so an answer is kept for a moment.
 */
export function channelsByNumber(
  db: Database,
  now: () => number,
): (kind: 'whatsapp' | 'voice', provider: string, number: string) => Promise<string | null> {
  const known = new Map<string, { readonly channelId: string; readonly until: number }>();
  return async (kind, provider, number) => {
    const key = `${kind} ${provider} ${number}`;
    const kept = known.get(key);
    if (kept && kept.until > now()) return kept.channelId;
    const { rows } = await db.pool.query<{ channel_id: string }>({
      name: 'channel_by_number',
      text: 'select channel_id from read.channels where provider = $1 and number = $2 and kind = $3 order by position desc limit 1',
      values: [provider, number, kind],
    });
    if (rows[0]) known.set(key, { channelId: rows[0].channel_id, until: now() + knownForMs });
    return rows[0]?.channel_id ?? null;
  };
}
