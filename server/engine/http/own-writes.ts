import type { Response } from 'express';
import { TablesBehind } from '#server/engine/subscriptions/tables-behind';
import { signedIn } from './door.ts';
import { isDenied } from './problem.ts';

/** Whether all that somebody wrote stands in these followers' tables, or will within that time. */
export type Within = (ms: number, by: string, names: readonly string[]) => Promise<boolean>;

/** What is shown may be older than what was written, after this long; what is missing is waited for longer. */
const showsWithinMs = 2_000;
const findsWithinMs = 3_000;

/** Answers when the tables hold what the asker wrote. While they do not, nothing is said to be missing. */
export async function afterOwnWrites<A>(
  response: Response,
  reads: readonly string[],
  answer: () => Promise<A>,
): Promise<A> {
  const within = response.locals.ownWrites as Within | undefined;
  if (within === undefined || reads.length === 0) return answer();
  const by = `person-${signedIn(response).personId}`;
  const held = await within(showsWithinMs, by, reads);
  const answered = await answer();
  if (held || !isDenied(answered) || answered.denied !== 404) return answered;
  if (!(await within(findsWithinMs, by, reads))) throw new TablesBehind(reads);
  return answer();
}
