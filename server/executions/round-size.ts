const least = 8;
const most = 500;

/**
 * How many dispatches are taken at once. What outlasts its lease is not applied: on a slow log a round that is as large
 * again would never come to anything, so the next is smaller, until rounds end in good time.
 */
export function createRoundSize(leaseMs: number): { now(): number; took(size: number, ms: number): void } {
  let next = most;
  return {
    now: () => next,
    took: (size, ms) => {
      next = ms > leaseMs / 2 ? Math.max(least, size >> 1) : Math.min(most, Math.max(next, size * 2));
    },
  };
}
