import { setTimeout as wait } from 'node:timers/promises';

/** Does what must be done before anything else may go on: a failure is told and it is tried again, until the signal. */
export async function insist(
  work: () => Promise<void>,
  report: (fault: Error) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let pause = 100; !signal.aborted; pause = Math.min(pause * 2, 5_000)) {
    try {
      await work();
      return;
    } catch (error) {
      report(error as Error);
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
