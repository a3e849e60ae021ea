import type { Database } from '#server/engine/postgres/database';

/** The channel behind one of the organisation's own numbers, or null when it is none of them. */
export async function channelByNumber(db: Database, provider: string, number: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ channel_id: string }>({
    name: 'channel_by_number',
    text: 'select channel_id from read.channels where provider = $1 and number = $2 order by position desc limit 1',
    values: [provider, number],
  });
  return rows[0]?.channel_id ?? null;
}
