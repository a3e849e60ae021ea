import type { Recorded } from '#contracts/kernel/event';
import type { Log } from '#server/engine/log/log';

/** Somebody the log is read to, batch by batch: `before` is the ordinal of the last event of the batch before. */
export type Listener = (events: readonly Recorded[], before: number) => Promise<void>;

/** Events read at once. */
const batch = 5_000;

/**
 * Reads the log from its beginning, once, to a listener. The next batch is read while the last is being applied, and
 * no more: what is in memory is two batches.
 */
export function startReplay(log: Pick<Log, 'subscribe'>, listener: Listener, progress: (done: number) => void) {
  const stop = new AbortController();
  const reader = log.subscribe({ after: null, batch, signal: stop.signal })[Symbol.asyncIterator]();
  let number = 0;
  let rest: readonly Recorded[] = [];

  const read = async (): Promise<readonly Recorded[]> => {
    const next = await reader.next();
    if (next.done === true) throw new Error(`Replaying the log: it ended after event ${number}, more were wanted.`);
    return next.value;
  };

  return {
    /** Goes on until the event with this ordinal was applied, which must be in the log. */
    async to(end: number): Promise<void> {
      let applying: Promise<void> = Promise.resolve();
      try {
        while (number < end) {
          const events = rest.length > 0 ? rest : await read();
          const wanted = events.slice(0, end - number);
          rest = events.slice(wanted.length);
          await applying;
          applying = listener(wanted, number);
          // Its failure is met at the next turn; until then somebody has to have an ear for it.
          applying.catch(() => undefined);
          number += wanted.length;
          progress(number);
        }
      } finally {
        await applying;
      }
    },
    async close(): Promise<void> {
      stop.abort();
      await reader.return?.(undefined);
    },
  };
}
