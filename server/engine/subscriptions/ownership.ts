import pg from 'pg';
import { createSignal } from '#server/engine/eventstore/wake-signal';

/** Work of which one process of all those on a database does it at a time. */
export type Ownership = {
  /**
   * Does the work whenever it is ours, until the signal. The work has to end when its own signal is aborted: then it may
   * be another process's already.
   */
  whileOurs(name: string, work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

/** One half of the keys of these locks; any constant of our own will do. */
const lockClass = 730_514_007;
const tryEveryMs = 1_000;
const answerWithinMs = 5_000;
/** So that a machine that vanished gives its work up within ten seconds; a process that died does so at once. */
const noticeDeath = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2';

type Waiting = { readonly name: string; take(lost: AbortSignal): void };

/**
 * Work is owned by an advisory lock on a connection that does nothing else: it goes with the connection, and whoever asks
 * next has it. It only keeps two processes from doing the same; that nothing is done twice is seen to by checkpoints.
 */
export function openOwnership(url: string): Ownership {
  const stopping = new AbortController();
  const asked = createSignal();
  const waiting = new Set<Waiting>();
  let running: Promise<void> | null = null;

  const take = async (client: pg.Client, lost: AbortSignal): Promise<void> => {
    const { rows } = await client.query<{ name: string }>(
      'select name from unnest($1::text[]) as wanted(name) where pg_try_advisory_lock($2, hashtext(name))',
      [[...waiting].map(({ name }) => name), lockClass],
    );
    const ours = new Set(rows.map(({ name }) => name));
    for (const each of [...waiting].filter(({ name }) => ours.has(name))) {
      waiting.delete(each);
      each.take(lost);
    }
  };

  /** Holds what it can get for as long as one connection lives. */
  const hold = async (): Promise<void> => {
    const lost = new AbortController();
    const client = new pg.Client({
      ...{ connectionString: url, application_name: 'ai-flows ownership', options: noticeDeath },
      ...{ query_timeout: answerWithinMs, connectionTimeoutMillis: answerWithinMs },
    });
    client.on('error', () => undefined);
    client.on('end', () => lost.abort());
    try {
      await client.connect();
      const over = AbortSignal.any([stopping.signal, lost.signal]);
      while (!over.aborted) {
        const raised = asked.next(tryEveryMs, over);
        await take(client, lost.signal);
        await raised;
      }
    } finally {
      lost.abort();
      await client.end().catch(() => undefined);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await hold().catch(() => undefined);
      await asked.next(tryEveryMs / 4, stopping.signal);
    }
  };

  const obtained = (name: string, signal: AbortSignal): Promise<AbortSignal | null> =>
    new Promise((resolve) => {
      const each: Waiting = { name, take: resolve };
      signal.addEventListener('abort', () => {
        waiting.delete(each);
        resolve(null);
      });
      waiting.add(each);
      running ??= run();
      asked.raise();
    });

  return {
    whileOurs: async (name, work, signal) => {
      while (!signal.aborted) {
        const lost = await obtained(name, signal);
        if (lost) await work(AbortSignal.any([signal, lost]));
      }
    },
    close: async () => {
      stopping.abort();
      await running;
    },
  };
}
