/**
 * So long after a process has given a request up, or died, its machine may still deliver it: Linux repeats what was not
 * acknowledged eight times at growing intervals, about 100 s in all, though nobody waits for it (tcp_orphan_retries in
 * tcp(7)); seen here after 75 s on a busy machine. Milliseconds.
 */
const arrivesWithinMs = 120_000;
/** Meanwhile it is asked again and again, so that what did arrive is found soon. Milliseconds. */
const lookEveryMs = 15_000;
/** Looks that nobody came back to are forgotten after this long. Milliseconds. */
const forgottenAfterMs = 600_000;

type Parts = {
  /** Milliseconds of a clock that only ever goes forward: nobody's setting the time makes a proof. */
  readonly elapsed: () => number;
  /** Whether our own request about an attempt has not ended yet. */
  readonly isUnderWay: (attemptId: string) => boolean;
  /** Whether this process itself decided not to hand it over, so that it never left. */
  readonly neverLeft: (attemptId: string) => boolean;
};

/**
 * When it may be believed that an attempt never arrived. That it is not listed proves nothing by itself: we give a request
 * up after seconds, but it is still on its way, or lies before the doors of a carrier that stands still. So, unless we know
 * that it never left, our own request must have ended, and the carrier must have answered twice that it has no such thing,
 * the second time to a question asked so much later than it answered the first.
 */
export function createAbsences({ elapsed, isUnderWay, neverLeft }: Parts) {
  /** When the carrier first answered that it has no such attempt, by attempt. */
  const firsts = new Map<string, number>();

  const forgetOld = (): void => {
    for (const [attemptId, at] of firsts) {
      if (elapsed() - at < forgottenAfterMs) return;
      firsts.delete(attemptId);
    }
  };

  return {
    elapsed,
    /** The carrier has no such attempt, as it answered to a question asked then. 0: it never arrived; else ask again after so long. */
    notListed(attemptId: string, askedAt: number): number {
      if (neverLeft(attemptId)) return 0;
      if (isUnderWay(attemptId)) {
        firsts.delete(attemptId);
        return lookEveryMs;
      }
      const first = firsts.get(attemptId);
      if (first === undefined) {
        forgetOld();
        firsts.set(attemptId, elapsed());
        return lookEveryMs;
      }
      const left = arrivesWithinMs - (askedAt - first);
      if (left > 0) return Math.min(left, lookEveryMs);
      firsts.delete(attemptId);
      return 0;
    },
  };
}

export type Absences = ReturnType<typeof createAbsences>;
