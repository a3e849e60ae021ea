import { StoreUnavailable } from './store-faults.ts';

/**
 * So many calls at a time; the others wait for their turn, so that a server is not flooded and what each call is given to
 * answer begins when it is made. Whoever waits behind a call to a store that is away is told so with it.
 */
export function createLanes(most: number): <T>(call: () => Promise<T>) => Promise<T> {
  type Waiting = { go(): void; fail(fault: unknown): void };
  let waiting: Waiting[] = [];
  let free = most;

  const leave = (): void => {
    const next = waiting.shift();
    if (next) next.go();
    else free += 1;
  };

  return async (call) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go, fail) => waiting.push({ go, fail }));
    try {
      return await call();
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        for (const { fail } of waiting) fail(error);
        waiting = [];
      }
      throw error;
    } finally {
      leave();
    }
  };
}
