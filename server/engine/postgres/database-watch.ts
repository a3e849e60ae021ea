import { setTimeout as wait } from 'node:timers/promises';
import { isConnectionFault, isDiskFull } from './connection-fault.ts';
import type { Database } from './database.ts';

export type DatabaseState = 'ok' | 'unreachable' | 'diskFull';

/** What is said while the database cannot be written, and what a door answers meanwhile. */
export const outageSentences = {
  unreachable: 'The database cannot be reached; everything waits for it and goes on by itself.',
  diskFull:
    'The disk of the database is full; everything waits, nothing is lost. Free some space, and it goes on by itself.',
} as const;

export type DatabaseWatch = {
  /** Takes note of a fault; true when it only says that the database is away, which has been said then. */
  isOutage(fault: unknown): boolean;
  state(): DatabaseState;
  close(): Promise<void>;
};

type Parts = {
  readonly db: Database;
  /** Told once when an outage begins, and once when it has ended. */
  readonly began: (sentence: string) => void;
  readonly ended: (sentence: string) => void;
};

/** Tries this often whether the database can be written again. Milliseconds. */
const tryEveryMs = 250;

/**
 * One voice for all who find the database away at the same time: an outage is said once when it begins and once when it
 * has ended. It has ended when something could be written and flushed to the disk.
 */
export function watchDatabase({ db, began, ended }: Parts): DatabaseWatch {
  const stopping = new AbortController();
  const { signal } = stopping;
  let state: DatabaseState = 'ok';
  let watching = Promise.resolve();

  const note = (found: Exclude<DatabaseState, 'ok'>): void => {
    if (state === found) return;
    if (state === 'ok') watching = untilWritten(performance.now());
    state = found;
    began(outageSentences[found]);
  };

  const untilWritten = async (since: number): Promise<void> => {
    while (!signal.aborted) {
      await wait(tryEveryMs, undefined, { signal }).catch(() => undefined);
      const fault = await write(db).then(
        () => null,
        (error: unknown) => error,
      );
      if (fault === null) break;
      if (isDiskFull(fault)) note('diskFull');
    }
    state = 'ok';
    ended(`The database can be written again after ${Math.ceil((performance.now() - since) / 1_000)} s.`);
  };

  return {
    isOutage: (fault) => {
      if (isDiskFull(fault)) note('diskFull');
      else if (isConnectionFault(fault)) {
        if (state === 'ok') note('unreachable');
      } else return false;
      return true;
    },
    state: () => state,
    close: async () => {
      stopping.abort();
      await watching;
    },
  };
}

/** A record of the write-ahead log that means nothing to anybody; its commit waits for the disk. */
async function write(db: Database): Promise<void> {
  await db.pool.query(`select pg_logical_emit_message(true, 'ai-flows', 'is there room?')`);
}
