import type { Instant } from '#contracts/kernel/event';

/** A message or call of ours to a contact that a carrier's list held after a restore and the history did not. */
export type Recovered = {
  readonly kind: 'message' | 'call';
  readonly channelId: string;
  readonly providerId: string;
  readonly madeAt: Instant;
  /** Of a message; null for a call, and when the contact was forgotten. */
  readonly text: string | null;
  /** The row that took it for its own. */
  readonly adoptedBy: string | null;
};

/** A message or call that is about to be handed over. */
export type Intended = {
  readonly kind: 'message' | 'call';
  readonly rowId: string;
  readonly channelId: string;
  readonly text: string | null;
  /** When the row's run began. */
  readonly begunAt: Instant;
  /** Carrier ids of what the row is known to have made. */
  readonly known: readonly string[];
};

export type RecoveredVerdict =
  { readonly do: 'reach' } | { readonly do: 'withhold' } | { readonly do: 'adopt'; readonly outreach: Recovered };

/** A run that begins so much later is not one that was lost and is begun again. Milliseconds. */
const begunAgainWithinMs = 7 * 86_400_000;

/**
 * Whether a contact may be reached, given what was recovered about it.
 *
 * - `adopt`: the carrier has this very message (or a call from this number) already, so it is not made again. Whichever
 *   run wants it: one that was lost with the end of the history is begun again under a new id.
 * - `withhold`: since the run began the contact was reached in a way that its history knows nothing of.
 * - `reach`: nothing speaks against it.
 */
export function judgeRecovered(recovered: readonly Recovered[], intended: Intended): RecoveredVerdict {
  const begun = Date.parse(intended.begunAt);
  const open = recovered.filter(
    ({ providerId, adoptedBy, madeAt }) =>
      !intended.known.includes(providerId) &&
      (adoptedBy === null || adoptedBy === intended.rowId) &&
      begun - Date.parse(madeAt) <= begunAgainWithinMs,
  );
  const outreach = open
    .filter((each) => isTheSame(each, intended))
    .toSorted((left, right) => Date.parse(left.madeAt) - Date.parse(right.madeAt))[0];
  if (outreach) return { do: 'adopt', outreach };
  const unexplained = open.some(({ madeAt, adoptedBy }) => adoptedBy === null && Date.parse(madeAt) >= begun);
  return { do: unexplained ? 'withhold' : 'reach' };
}

function isTheSame(recovered: Recovered, { kind, channelId, text }: Intended): boolean {
  if (recovered.kind !== kind || recovered.channelId !== channelId) return false;
  return kind === 'call' || (text !== null && recovered.text === text);
}
