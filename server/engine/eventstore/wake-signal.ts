/** Asked anew each time: what a loop found before it waited says nothing about now. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** A bell that several may wait for: `next` resolves at the next ring, after `ms` at the latest, or on abort. */
export function createSignal(): { raise(): void; next(ms: number, signal: AbortSignal): Promise<void> } {
  const waiting = new Set<() => void>();
  return {
    raise: () => {
      for (const wake of [...waiting]) wake();
    },
    next: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done);
        waiting.add(done);
      }),
  };
}
