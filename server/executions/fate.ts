import { callbackStream } from '#contracts/callback/callback';
import type { CallbackRecorded } from '#contracts/callback/events';
import { messageStatuses } from '#contracts/callback/status';
import type { MessageCarrier } from '#contracts/carrier';
import type { RowInput } from '#contracts/row/input';
import type { OpenRow } from '#contracts/row/state';
import type { Log } from '#server/engine/log/log';
import type { RunFacts } from './facts.ts';

type Parts = { readonly log: Log; readonly carriers: ReadonlyMap<string, MessageCarrier> };

/** Our clock and the carrier's may differ by this much. Milliseconds. */
const clockSkewMs = 5_000;

/**
 * What became of an attempt that has no answer: a callback about it may have come; else the carrier's list may hold the
 * message, known there only by sender, recipient, time and text. `null`: nobody can be asked now; try again later.
 */
export async function fateOf({ log, carriers }: Parts, row: OpenRow, run: RunFacts): Promise<RowInput | null> {
  const { attempt } = row;
  if (attempt?.state !== 'open') return null;
  const { attemptId } = attempt;
  const streams = await log.readMany(messageStatuses.map((status) => callbackStream(attemptId, status)));
  const heard = [...streams.values()].flat()[0]?.event as CallbackRecorded | undefined;
  if (heard) return { kind: 'accepted', attemptId, providerId: heard.data.providerId, via: 'callback' };
  const channel = run.channels.find(({ channelId }) => channelId === attempt.channelId);
  const carrier = carriers.get(channel?.provider ?? '');
  if (!channel || !carrier || row.started.phone === null)
    return inDoubt(attemptId, 'The channel or the contact is gone, so the carrier cannot be asked');
  return askCarrier(carrier, { row, attempt, from: channel.number, to: row.started.phone });
}

type Question = {
  readonly row: OpenRow;
  readonly attempt: NonNullable<OpenRow['attempt']>;
  readonly from: string;
  readonly to: string;
};

/** Whether the carrier's list holds the message; never one that another attempt of the row is known to be. */
async function askCarrier(carrier: MessageCarrier, { row, attempt, from, to }: Question): Promise<RowInput | null> {
  const { attemptId, text } = attempt;
  const since = new Date(Date.parse(attempt.intendedAt) - clockSkewMs).toISOString();
  const listed = await carrier.list({ from, to, since }).catch(() => null);
  if (listed === null) return null;
  const found = listed.find(({ body, providerId }) => body === text && !row.providerIds.includes(providerId));
  if (found) return { kind: 'accepted', attemptId, providerId: found.providerId, via: 'list' };
  if (carrier.provesAbsence) return { kind: 'absent', attemptId };
  return inDoubt(attemptId, 'The carrier never answered and its list does not hold the message');
}

function inDoubt(attemptId: string, why: string): RowInput {
  return { kind: 'inDoubt', attemptId, sentence: `${why}; decide whether it went out.` };
}
