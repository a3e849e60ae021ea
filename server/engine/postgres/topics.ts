import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Topic } from '#contracts/kernel/subscriber';
import type { Database } from './database.ts';
import { listen } from './wake-up.ts';

const channel = 'topics';
/** PostgreSQL takes notices of less than 8000 bytes. */
const largestNotice = 7_900;
const retryMs = 250;

/** What processes tell each other: which topics have something new. Never the new thing itself; that is read. */
export type Topics = {
  /** To be called after the commit. What is told while a notice is under way goes with the next one. */
  publish(topics: readonly Topic[]): void;
  /** Calls back for topics of every process, this one's own among them; null: notices may have been lost, look at all. */
  hear(heard: (topics: readonly Topic[] | null) => void): void;
  close(): Promise<void>;
};

export function openTopics(db: Database): Topics {
  const listeners: ((topics: readonly Topic[] | null) => void)[] = [];
  const waiting = new Set<Topic>();
  let sending: Promise<void> | null = null;
  let closed = false;
  const listener = listen(db.url, channel, (notice) => {
    const topics = notice === null ? null : notice.split('\n');
    for (const heard of listeners) heard(topics);
  });

  const send = async (): Promise<void> => {
    while (waiting.size > 0) {
      const topics = [...waiting];
      waiting.clear();
      const told = await notify(db, topics).then(
        () => true,
        () => false,
      );
      if (told) continue;
      if (closed) break;
      for (const topic of topics) waiting.add(topic);
      await wait(retryMs);
    }
    sending = null;
  };

  return {
    publish: (topics) => {
      for (const topic of topics) waiting.add(topic);
      if (waiting.size > 0) sending ??= send();
    },
    hear: (heard) => void listeners.push(heard),
    close: async () => {
      closed = true;
      await sending;
      await listener.close();
    },
  };
}

/** Nothing is kept of a notice, so its commit need not wait for the disk. */
async function notify(db: Database, topics: readonly Topic[]): Promise<void> {
  const notices: string[] = [];
  for (const topic of topics) {
    const longer = `${notices.at(-1) ?? ''}\n${topic}`;
    if (notices.length > 0 && Buffer.byteLength(longer) <= largestNotice) notices[notices.length - 1] = longer;
    else notices.push(topic);
  }
  await sql`select pg_notify(${channel}, notice) from unnest(${notices}::text[]) as notice`.execute(db.derived);
}
