/**
 * What a journey waits for, with a limit: what the browser itself is asked (a script in the page, a key, an image) has none
 * and would hold a journey up until the whole of it is given up, without a word about where it stood. A limit costs nothing
 * where all is well, so it is wide enough for the slowest machine.
 */
export async function within<T>(whatFor: string, waited: Promise<T>, seconds = 60): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    limit.reject(new Error(`A journey waited for ${whatFor}, and it did not come within ${seconds} seconds.`));
  }, seconds * 1_000);
  try {
    return await Promise.race([waited, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
