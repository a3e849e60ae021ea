import { callbackStream, type Told } from '#contracts/callback/callback';
import { callStatuses } from '#contracts/callback/call-status';
import type { CallbackRecorded, CallStatusRecorded } from '#contracts/callback/events';
import { messageStatuses } from '#contracts/callback/status';
import type { Carrier, KeptCall } from '#contracts/carrier';
import type { RowInput } from '#contracts/row/input';
import type { Attempt, OpenRow } from '#contracts/row/state';
import type { Log } from '#server/engine/log/log';
import type { RunFacts } from './facts.ts';

export type FateParts = { readonly log: Log; readonly carriers: ReadonlyMap<string, Carrier> };

/**
 * Our clock and the carrier's may differ by this much: a wrong time zone or summer time makes an hour. The price: who was
 * sent the very same text by another run within the hour may be left out. Rather one too few than one twice. Milliseconds.
 */
const clockSkewMs = 65 * 60_000;

/**
 * What became of an attempt that has no answer: a callback about it may have come; else the carrier's list may hold it,
 * known there only by sender, recipient, time and text. `null`: nobody can be asked now; try again later.
 */
export async function fateOf({ log, carriers }: FateParts, row: OpenRow, run: RunFacts): Promise<RowInput | null> {
  const { attempt } = row;
  if (attempt?.state !== 'open' || attempt.of === 'transfer') return null;
  const { attemptId } = attempt;
  const heard = await anyCallback(log, attempt);
  if (heard) return { kind: 'accepted', attemptId, providerId: heard.data.providerId, via: 'callback' };
  const channel = run.channels.find(({ channelId }) => channelId === attempt.channelId);
  const carrier = carriers.get(channel?.provider ?? '');
  if (!channel || !carrier || row.started.phone === null)
    return inDoubt(attemptId, 'The channel or the contact is gone, so the carrier cannot be asked');
  if (attempt.of === 'call' && attempt.callId !== null) return fateOfAnswer(carrier, attemptId, attempt.callId);
  return askCarrier(carrier, { row, attempt, from: channel.number, to: row.started.phone });
}

async function anyCallback(
  log: Log,
  { of, attemptId }: Attempt,
): Promise<CallbackRecorded | CallStatusRecorded | undefined> {
  const told: readonly Told[] = of === 'message' ? messageStatuses : callStatuses;
  const streams = await log.readMany(told.map((status) => callbackStream(attemptId, status)));
  return [...streams.values()].flat()[0]?.event as CallbackRecorded | CallStatusRecorded | undefined;
}

/** Whether a call that waited to be answered was: it is spoken in, it still waits, or it is over. */
async function fateOfAnswer(carrier: Carrier, attemptId: string, callId: string): Promise<RowInput | null> {
  const kept = await carrier.keptCall(callId).catch(() => undefined);
  if (kept === undefined) return null;
  if (kept?.status === 'in-progress') return { kind: 'accepted', attemptId, providerId: callId, via: 'list' };
  return { kind: 'absent', attemptId };
}

type Question = {
  readonly row: OpenRow;
  readonly attempt: Exclude<Attempt, { of: 'transfer' }>;
  readonly from: string;
  readonly to: string;
};

/** Whether the carrier's list holds it: the newest that no other attempt of the row is known to be. */
async function askCarrier(carrier: Carrier, { row, attempt, from, to }: Question): Promise<RowInput | null> {
  const { attemptId } = attempt;
  const since = new Date(Date.parse(attempt.intendedAt) - clockSkewMs).toISOString();
  const listed = await listedOf(carrier, attempt, { from, to, since }).catch(() => null);
  if (listed === null) return null;
  const unknown = listed.filter(({ providerId }) => !row.providerIds.includes(providerId));
  const found = unknown.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))[0]?.providerId;
  if (found !== undefined) return { kind: 'accepted', attemptId, providerId: found, via: 'list' };
  if (carrier.provesAbsence) return { kind: 'absent', attemptId };
  return inDoubt(attemptId, 'The carrier never answered and its list does not hold it');
}

async function listedOf(
  carrier: Carrier,
  attempt: Question['attempt'],
  query: Parameters<Carrier['list']>[0],
): Promise<readonly Pick<KeptCall, 'providerId' | 'createdAt'>[]> {
  if (attempt.of === 'call') return carrier.listCalls(query);
  return (await carrier.list(query)).filter(({ body }) => body === attempt.text);
}

function inDoubt(attemptId: string, why: string): RowInput {
  return { kind: 'inDoubt', attemptId, sentence: `${why}; decide whether it went out.` };
}
