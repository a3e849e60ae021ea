import { callbackStream } from '#contracts/callback/callback';
import { callRankOf, callStatuses, isOver, resultOf } from '#contracts/callback/call-status';
import type { CallStatusRecorded, DialogueRecorded, TransferRecorded } from '#contracts/callback/events';
import type { Carrier, KeptCall } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import type { RowInput } from '#contracts/row/input';
import type { Attempt, OpenRow } from '#contracts/row/state';
import type { Log } from '#server/engine/log/log';
import type { RunFacts } from './facts.ts';
import type { FateParts } from './fate.ts';

type Concluded = Extract<RowInput, { kind: 'callConcluded' }>;
type Call = Extract<Attempt, { of: 'call' }>;

/**
 * What a call came to: what was said in it, else how it ended, as callbacks tell; else (`ask`) as the carrier keeps it.
 * `null`: it is not over, or nobody can be asked now. `nothing`: the row does not wait for it any more.
 */
export async function callFateOf(
  parts: FateParts,
  row: OpenRow,
  run: RunFacts,
  { ask, attemptId, at }: { readonly ask: boolean; readonly attemptId: string | null; readonly at: Instant },
): Promise<RowInput | null | 'nothing'> {
  const { attempt } = row;
  if (attempt?.of !== 'call' || attempt.state === 'concluded') return 'nothing';
  const told = await toldOf(parts.log, attempt.attemptId);
  if (told || !ask) return told ?? 'nothing';
  // Nobody asks for this call by name: the contact rings us at this moment.
  return keptFate(parts, attempt, run, attemptId === null ? at : null);
}

/** A call rings for two minutes at most, and its words come within ten seconds of its end. Milliseconds. */
const wordsWithinMs = 130_000;

/**
 * How a call ended of which no callback tells, as the carrier keeps it. Who rings us (`ringsAt`) may have hung up only just
 * now: what was said is then on its way, and might be that they want no more calls.
 */
async function keptFate(
  parts: FateParts,
  attempt: Call,
  run: RunFacts,
  ringsAt: Instant | null,
): Promise<RowInput | null | 'nothing'> {
  const { attemptId } = attempt;
  if (attempt.state === 'inDoubt') return 'nothing';
  // Whether the call was placed at all is found out first.
  if (attempt.state === 'open') return null;
  const kept = await keptCall(parts, attempt, run);
  if (kept === undefined) return null;
  if (kept === null)
    return { ...silent, kind: 'callConcluded', attemptId, callId: attempt.providerId ?? '', result: 'failed' };
  const { providerId: callId, status, answeredBy, seconds } = kept;
  if (!isOver(status)) return null;
  const result = resultOf(status, answeredBy);
  if (result === 'answered' && ringsAt !== null && mayStillBeTold(kept, ringsAt)) return null;
  return { ...silent, kind: 'callConcluded', attemptId, callId, result, seconds };
}

function mayStillBeTold({ createdAt, seconds }: KeptCall, at: Instant): boolean {
  return Date.parse(at) < Date.parse(createdAt) + (seconds ?? 0) * 1_000 + wordsWithinMs;
}

/** What became of handing a call over: the callback tells, else it is over when the call itself is. */
export async function transferFateOf(
  parts: FateParts,
  row: OpenRow,
  run: RunFacts,
): Promise<RowInput | null | 'nothing'> {
  const { attempt } = row;
  if (attempt?.of !== 'transfer' || attempt.state === 'concluded') return 'nothing';
  const { attemptId } = attempt;
  const [recorded] = await parts.log.read(callbackStream(attemptId, 'transfer'));
  const told = recorded?.event as TransferRecorded | undefined;
  if (told) return { kind: 'transferConcluded', attemptId, result: told.data.result, told: true };
  const kept = await keptCall(parts, { ...attempt, providerId: attempt.callId }, run);
  // Whoever was put through may speak for long, and is told of only afterwards.
  if (kept === undefined || (kept && !isOver(kept.status))) return null;
  return { kind: 'transferConcluded', attemptId, result: 'callEnded', told: false };
}

const silent = {
  ...{ code: null, live: false, endedBy: null, wantsTransfer: false, optOut: false, seconds: null, answer: null },
} satisfies Partial<Concluded>;

async function toldOf(log: Log, attemptId: string): Promise<Concluded | null> {
  const statuses = callStatuses.filter(isOver).map((status) => callbackStream(attemptId, status));
  const dialogueStream = callbackStream(attemptId, 'dialogue');
  const streams = await log.readMany([...statuses, dialogueStream]);
  const over = statuses
    .flatMap((stream) => (streams.get(stream)?.[0]?.event as CallStatusRecorded | undefined) ?? [])
    .toSorted((left, right) => callRankOf(right.data.status) - callRankOf(left.data.status))[0];
  const dialogue = streams.get(dialogueStream)?.[0]?.event as DialogueRecorded | undefined;
  if (dialogue) {
    const { providerId: callId, live, endedBy, wantsTransfer, optOut, seconds, transcript } = dialogue.data;
    const answer = transcript?.findLast(({ by }) => by === 'contact')?.text ?? '';
    const said = { live: live && !over, endedBy, wantsTransfer, optOut, seconds, answer };
    return { ...silent, kind: 'callConcluded', attemptId, callId, result: 'answered', ...said };
  }
  if (!over) return null;
  const { providerId: callId, status, answeredBy, errorCode: code, seconds } = over.data;
  return { ...silent, kind: 'callConcluded', attemptId, callId, result: resultOf(status, answeredBy), code, seconds };
}

/** The call as the carrier keeps it; null: it knows no such call; undefined: it cannot be asked now. */
async function keptCall(
  { carriers }: FateParts,
  attempt: Pick<Call, 'channelId' | 'providerId'>,
  run: RunFacts,
): Promise<KeptCall | null | undefined> {
  const provider = run.channels.find(({ channelId }) => channelId === attempt.channelId)?.provider;
  const carrier: Carrier | undefined = carriers.get(provider ?? '');
  if (!carrier || attempt.providerId === null) return null;
  return carrier.keptCall(attempt.providerId).catch(() => undefined);
}
