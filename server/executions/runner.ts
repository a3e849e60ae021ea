import { createSignal, isAborted } from '#server/engine/eventstore/wake-signal';
import { createWorker, type WorkerParts } from './worker.ts';

export type RunnerParts = Omit<WorkerParts, 'gather' | 'elapsed'> & {
  /** What has to be true before the first dispatch is taken; ends early at the signal. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
};

export type Runner = { wake(): void; stop(): Promise<void> };

/** Rounds under way at once in a process: one is computed while the other waits for its commit. */
const rounds = 2;
const pollMs = 200;
const sweepEveryMs = 5_000;

/** Works off what is due, until stopped: at once when woken, and every now and then by itself. */
export function startRunner({ ready, ...parts }: RunnerParts): Runner {
  const { report } = parts;
  const worker = createWorker({
    ...{ ...parts, elapsed: () => performance.now() },
    // One turn of the event loop.
    gather: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const woken = createSignal();
  const stopping = new AbortController();
  const failed = (error: unknown): false => {
    report(error as Error);
    return false;
  };

  const prepared = ready(stopping.signal);
  const loop = async (): Promise<void> => {
    await prepared;
    while (!stopping.signal.aborted) {
      const raised = woken.next(pollMs, stopping.signal);
      const more = await worker.turn().catch(failed);
      if (!more) await raised;
    }
  };

  const sweep = async (): Promise<void> => {
    const bell = createSignal();
    for (;;) {
      await bell.next(sweepEveryMs, stopping.signal);
      if (isAborted(stopping.signal)) return;
      await worker.sweep().catch(failed);
    }
  };

  const loops = [...Array.from({ length: rounds }, loop), sweep()];
  return {
    wake: woken.raise,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
      await worker.idle();
    },
  };
}
