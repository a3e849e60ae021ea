import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Database } from '#server/engine/postgres/database';
import { listen } from '#server/engine/postgres/wake-up';

const channel = 'es_appended';
/** Other processes are told at most so often. Milliseconds. */
const everyMs = 10;

export type AppendedNotice = {
  /** This process has appended something. */
  tell(): void;
  close(): Promise<void>;
};

/**
 * Processes tell each other that something was appended. Apart from the append, which would wait for it: NOTIFY holds a
 * lock over the whole database until its commit (PostgreSQL, async.c); and for many appends once. Whoever is told nothing
 * looks by itself (`slowPollMs`). `heard` is not called for what this process told.
 */
export function openAppendedNotice({ derived, url }: Database, heard: () => void): AppendedNotice {
  const self = randomUUID();
  const listener = listen(url, channel, (text) => (text === self ? undefined : heard()));
  let telling: Promise<void> | null = null;
  let again = false;
  let isClosed = false;

  const tellAll = async (): Promise<void> => {
    while (again) {
      again = false;
      // Not waiting for the disk: a notice that is lost is looked for.
      await sql`select pg_notify(${channel}, ${self})`.execute(derived).catch(() => undefined);
      await setTimeout(everyMs);
    }
    telling = null;
  };

  return {
    tell: () => {
      if (isClosed) return;
      again = true;
      telling ??= tellAll();
    },
    close: async () => {
      isClosed = true;
      again = false;
      await Promise.all([listener.close(), telling]);
    },
  };
}
