/**
 * What a carrier took is in its list by so much later than it answered anything: what it lists, and what still waits
 * before its doors, have come together by then. Milliseconds.
 */
const listedWithinMs = 5_000;
/** Looks that nobody came back to are forgotten after this long. Milliseconds. */
const forgottenAfterMs = 600_000;

type Parts = {
  /** Milliseconds of a clock that only ever goes forward: nobody's setting the time makes a proof. */
  readonly elapsed: () => number;
  /** Whether our own request about an attempt has not ended yet. */
  readonly isUnderWay: (attemptId: string) => boolean;
};

/**
 * When it may be believed that an attempt never arrived. That it is not listed proves nothing by itself: we give a request
 * up after seconds, but it still lies before the doors of a carrier that is slow or stands still, which may answer a
 * question before it takes what came earlier. So our own request must have ended, and the carrier must have answered twice
 * that it has no such thing, the second time to a question asked so much later than it answered the first.
 */
export function createAbsences({ elapsed, isUnderWay }: Parts) {
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
      if (isUnderWay(attemptId)) {
        firsts.delete(attemptId);
        return listedWithinMs;
      }
      const first = firsts.get(attemptId);
      if (first === undefined) {
        forgetOld();
        firsts.set(attemptId, elapsed());
        return listedWithinMs;
      }
      if (askedAt - first < listedWithinMs) return listedWithinMs - (askedAt - first);
      firsts.delete(attemptId);
      return 0;
    },
  };
}

export type Absences = ReturnType<typeof createAbsences>;
