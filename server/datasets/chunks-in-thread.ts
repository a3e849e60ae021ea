import { Worker } from 'node:worker_threads';
import type { FromThread, ThreadOrder, ToThread } from './row-thread.ts';
import type { LendKeys, SealedChunk } from './sealed-chunks.ts';

/** A thread's heap grows lazily up to its limit; what it holds at a time is a few chunks. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

/**
 * The chunks of `sealedChunks`, made in a thread of their own, so that reading rows and writing them go on at the same
 * time and neither holds up who is waiting for an answer. Left early, it ends the thread.
 */
export async function* chunksInThread(
  pieces: AsyncIterable<Buffer>,
  order: ThreadOrder,
  lend: LendKeys,
): AsyncGenerator<SealedChunk> {
  const thread = new Worker(new URL('./row-thread.ts', import.meta.url), { workerData: order, resourceLimits });
  const tell = (message: ToThread): void => thread.postMessage(message);
  const iterator = pieces[Symbol.asyncIterator]();
  const told: Exclude<FromThread, { readonly wants: string }>[] = [];
  const faults: Error[] = [];
  let heard: (() => void) | null = null;
  const fail = (error: Error): void => {
    faults.push(error);
    heard?.();
  };
  const hand = async (): Promise<void> => {
    const next = await iterator.next();
    tell({ piece: next.done === true ? null : next.value });
  };
  // In the order they were asked for, whichever PostgreSQL answers first.
  let lent: Promise<unknown> = Promise.resolve();
  const lendThem = (of: readonly string[]): void => {
    const keys = lend(of);
    lent = Promise.all([keys, lent]).then(([each]) => tell({ keys: each }), fail);
  };
  thread.on('message', (message: FromThread) => {
    if (!('wants' in message)) told.push(message);
    else if (message.wants === 'keys') lendThem(message.of);
    else hand().catch(fail);
    heard?.();
  });
  thread.on('error', fail);
  thread.on('exit', () => fail(new Error('Reading rows: the thread ended before it was done.')));
  try {
    for (;;) {
      const message = told.shift();
      if (message && 'done' in message) return;
      if (message) {
        tell({ taken: true });
        yield message.chunk;
      } else if (faults[0]) throw faults[0];
      else await new Promise<void>((resolve) => (heard = resolve));
    }
  } finally {
    await thread.terminate();
    await iterator.return?.();
  }
}
