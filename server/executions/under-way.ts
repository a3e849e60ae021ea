const withinMs = 1_000;
const least = 400;
const most = 2_000;

/**
 * How many attempts may be under way at once: as many as carriers answered within the last second, so that each has its
 * answer in about that time. A request that lies behind thousands of others is given up before it is answered, and what
 * became of it has then to be found out. Some hundreds always may: a carrier that stands still must not hold up what is to
 * be done besides.
 */
export function createUnderWay(elapsed: () => number): { answered(): void; most(): number } {
  let answers: number[] = [];
  return {
    answered: () => void answers.push(elapsed()),
    most: () => {
      const since = elapsed() - withinMs;
      answers = answers.filter((at) => at > since);
      return Math.min(most, Math.max(least, answers.length));
    },
  };
}
