/**
 * Gives up what does not come in time, and says what it was. A limit costs nothing where all is well, so it is wide enough
 * for a slow machine.
 */
export async function within<T>(seconds: number, what: string, waited: Promise<T>): Promise<T> {
  // Made before the wait: its trace leads to whoever asked.
  const late = new Error(`A journey waited for ${what}; it did not come within ${seconds} seconds.`);
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    limit.reject(late);
  }, seconds * 1_000);
  try {
    return await Promise.race([waited, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks until the answer is yes. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`A journey waited for ${what}; it was not so within 60 seconds.`);
    await new Promise((again) => setTimeout(again, 50));
  }
}
