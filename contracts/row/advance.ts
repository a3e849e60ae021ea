import { retryReasonOf } from '#contracts/execution/retries';
import { callConcluded, inboundCall, missed, transferConcluded } from './advance-call.ts';
import { afterFailure, ended, ids, isOpen, isUnanswered, then } from './consequences.ts';
import type { RowEvent } from './events.ts';
import type { RowContext, RowInput } from './input.ts';
import { isReaching } from './prepared-flow.ts';
import { evolve, isEngaged, type OpenRow, type Row } from './state.ts';
import { again, leave, ringing } from './walk.ts';

type Of<K extends RowInput['kind']> = Extract<RowInput, { kind: K }>;

/**
 * The interpreter: what follows when this input reaches this row. Pure; the browser rehearses a flow with it and the
 * runner executes one with it. An input that comes too late, twice or out of place has no events.
 */
export function advance(row: Row, input: RowInput, context: RowContext): readonly RowEvent[] {
  if (input.kind === 'started') return row.status === 'queued' ? start(input, context) : [];
  if (row.status !== 'open') return [];
  switch (input.kind) {
    case 'accepted':
      return accepted(row, input, context);
    case 'refused':
      return refusedAtOnce(row, input, context);
    case 'undelivered':
      return undelivered(row, input, context);
    case 'absent':
      return absent(row, input, context);
    case 'inDoubt':
      return isOpen(row, input.attemptId)
        ? [{ type: 'AttemptInDoubt', data: { ...ids(row), attemptId: input.attemptId, sentence: input.sentence } }]
        : [];
    case 'resolved':
      return resolved(row, input, context);
    case 'reply':
      return reply(row, input, context);
    case 'callConcluded':
      return callConcluded(row, input, context);
    case 'transferConcluded':
      return transferConcluded(row, input, context);
    case 'inboundCall':
      return inboundCall(row, input, context);
    case 'ringing': {
      const call = ringing(row, input.channelId, context);
      return call ? inboundCall(row, { kind: 'inboundCall', ...call }, context) : [];
    }
    case 'timeout':
      return timeout(row, input, context);
    case 'stop':
      return isEngaged(row) ? [] : [ended(row, 'stopped', 'ExecutionStopped')];
  }
}

function start({ row: data }: Of<'started'>, context: RowContext): readonly RowEvent[] {
  const started: RowEvent = { type: 'RowStarted', data };
  return then([started], { status: 'queued' }, (row) => leave(row, context.flow.start, 'next', context));
}

/** A message that was taken goes on at once; a call goes on when it has come to its result. */
function accepted(row: OpenRow, input: Of<'accepted'>, context: RowContext): readonly RowEvent[] {
  if (!isUnanswered(row, input.attemptId)) return [];
  const { attemptId, providerId, via } = input;
  const known: RowEvent = { type: 'AttemptAccepted', data: { ...ids(row), attemptId, providerId, via } };
  if (row.attempt?.of !== 'message') return [known];
  const { step } = row.attempt;
  const { suppressed } = context.contact;
  // A STOP that came before the carrier's answer is on its way to this row: it ends the row as the contact's own word.
  const unheard = suppressed === 'stopWord' && !row.answered;
  return then([known], row, (after) => {
    const sent = leave(after, step, 'sent', context);
    if (suppressed === null || unheard) return sent;
    // It ends where it would have rested, as if the word had come a moment later.
    const resting = sent.reduce<Row>(evolve, after);
    const end = (at: OpenRow): RowEvent => ended(at, 'optedOut', 'ContactSuppressed');
    return resting.status === 'open' && resting.until !== null ? [...sent, end(resting)] : [end(after)];
  });
}

function refusedAtOnce(row: OpenRow, input: Of<'refused'>, context: RowContext): readonly RowEvent[] {
  return isOpen(row, input.attemptId) ? failed(row, { ...input, when: 'at-once' }, context) : [];
}

/**
 * A later failure sends the row back through the failure port only while nothing has followed from the message: the
 * attempt is the newest and the contact has not answered it. Afterwards it counts in the reports and changes no way.
 */
function undelivered(row: OpenRow, input: Of<'undelivered'>, context: RowContext): readonly RowEvent[] {
  const { attempt } = row;
  if (attempt?.of !== 'message' || attempt.attemptId !== input.attemptId) return [];
  if (isUnanswered(row, input.attemptId)) return undeliveredBeforeItsAnswer(row, input, context);
  return isUntouched(row) ? failed(row, { ...input, when: 'later' }, context) : [];
}

/** The row goes the way it would have gone, had the answer come a moment earlier; but nothing more is sent on it. */
function undeliveredBeforeItsAnswer(row: OpenRow, input: Of<'undelivered'>, context: RowContext): readonly RowEvent[] {
  const { attemptId, providerId } = input;
  const taken = accepted(row, { kind: 'accepted', attemptId, providerId, via: 'callback' }, context);
  const resting = taken.reduce<Row>(evolve, row);
  const rests = resting.status === 'open' && resting.attempt?.attemptId === attemptId && isUntouched(resting);
  const known = rests ? taken : taken.slice(0, 1);
  return then(known, row, (after) => failed(after, { ...input, when: 'later' }, context));
}

/** The message was taken, the row waits, and nothing has followed from it. */
function isUntouched({ attempt, until, answered }: OpenRow): boolean {
  return attempt?.state === 'accepted' && until !== null && !answered;
}

type Failure = {
  readonly attemptId: string;
  readonly code: string;
  readonly why: Of<'refused'>['why'];
  readonly when: 'at-once' | 'later';
};

function failed(row: OpenRow, { attemptId, code, why, when }: Failure, context: RowContext): readonly RowEvent[] {
  const made = when === 'later' && row.attempt ? { intendedAt: row.attempt.intendedAt } : {};
  const failure: RowEvent = { type: 'AttemptFailed', data: { ...ids(row), attemptId, code, why, when, ...made } };
  const step = row.attempt?.step ?? row.step;
  return then([failure], row, (after) => {
    if (row.attempt?.of === 'call' && row.attempt.direction === 'inbound') return missed(after, step, context);
    const windowed = why === 'windowClosed' && context.flow.next(step, 'windowClosed');
    const port = row.attempt?.of === 'transfer' ? 'notTransferred' : windowed ? 'windowClosed' : 'failed';
    return afterFailure(after, step, { retry: retryReasonOf(why), port, reason: `${why} ${code}` }, context);
  });
}

function absent(row: OpenRow, input: Of<'absent'>, context: RowContext): readonly RowEvent[] {
  if (!isUnanswered(row, input.attemptId)) return [];
  const known: RowEvent = { type: 'AttemptAbsent', data: { ...ids(row), attemptId: input.attemptId } };
  const step = context.flow.steps.get(row.attempt?.step ?? '');
  if (!step) return [known];
  return then([known], row, (after) =>
    step.type === 'WaitInboundCall' ? missed(after, step.id, context) : again(after, step, context),
  );
}

/**
 * A word about an attempt that is not in doubt comes too late, or too early: its carrier will still tell. Of a call that
 * was made nobody can tell any more what was said in it; it counts as answered, since any other result may be tried again.
 */
function resolved(row: OpenRow, { attemptId, wentOut }: Of<'resolved'>, context: RowContext): readonly RowEvent[] {
  if (row.attempt?.attemptId !== attemptId || row.attempt.state !== 'inDoubt') return [];
  if (!wentOut) return absent(row, { kind: 'absent', attemptId }, context);
  const taken = accepted(row, { kind: 'accepted', attemptId, providerId: 'unknown', via: 'person' }, context);
  if (row.attempt.of === 'message') return taken;
  const silent = { live: false, endedBy: null, wantsTransfer: false, optOut: false, seconds: null, answer: null };
  return then(taken, row, (after) =>
    callConcluded(
      after,
      { ...silent, kind: 'callConcluded', attemptId, callId: 'unknown', result: 'answered', code: null },
      context,
    ),
  );
}

function reply(row: OpenRow, input: Of<'reply'>, context: RowContext): readonly RowEvent[] {
  const { providerId, channelId, receivedAt, text, button } = input;
  const waiting = row.until !== null && typeOf(row.step, context) === 'WaitForResponse';
  const heard: RowEvent = {
    type: 'ReplyReceived',
    data: { ...ids(row), providerId, channelId, receivedAt, text, button, kept: !waiting && !input.optOut },
  };
  return then([heard], row, (after) => {
    if (input.optOut) return isEngaged(after) ? [] : [ended(after, 'optedOut', 'ContactSuppressed')];
    return waiting ? leave(after, row.step, 'replied', context) : [];
  });
}

/** The time of a wait or a delay is over, or a better moment has come. */
function timeout(row: OpenRow, { step: id, until }: Of<'timeout'>, context: RowContext): readonly RowEvent[] {
  if (row.step !== id || row.until !== until || isEngaged(row)) return [];
  const step = context.flow.steps.get(id);
  if (!step) return [];
  if (isReaching(step)) return again(row, step, context);
  return leave(row, id, step.type === 'Delay' ? 'next' : 'timeout', context);
}

function typeOf(step: string, context: RowContext): string | undefined {
  return context.flow.steps.get(step)?.type;
}
