import { randomUUID } from 'node:crypto';
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
export function openAppendedNotice({ pool, url }: Database, heard: () => void): AppendedNotice {
  const self = randomUUID();
  const listener = listen(url, channel, (text) => (text === self ? undefined : heard()));
  let telling: Promise<void> | null = null;
  let again = false;
  let resting: NodeJS.Timeout | undefined;

  const tell = (): void => {
    if (telling) {
      again = true;
      return;
    }
    again = false;
    telling = pool
      .query({ name: 'es_tell', text: `select pg_notify('${channel}', $1)`, values: [self] })
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => new Promise<void>((resolve) => (resting = setTimeout(resolve, everyMs))))
      .then(() => {
        telling = null;
        if (again) tell();
      });
  };

  return {
    tell,
    close: async () => {
      clearTimeout(resting);
      await listener.close();
    },
  };
}
