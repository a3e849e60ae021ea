import type { RowEvent } from './events.ts';
import { afterFailure, ended, ids, isUnanswered, then } from './consequences.ts';
import type { RowContext, RowInput } from './input.ts';
import { retryReasonOf } from '#contracts/execution/retries';
import type { OpenRow } from './state.ts';
import { answerCall, leave } from './walk.ts';

type Of<K extends RowInput['kind']> = Extract<RowInput, { kind: K }>;

/** A call came to its result. The word may come before the answer to the request that made the call. */
export function callConcluded(row: OpenRow, input: Of<'callConcluded'>, context: RowContext): readonly RowEvent[] {
  const { attempt } = row;
  const { attemptId, callId } = input;
  if (attempt?.of !== 'call' || attempt.attemptId !== attemptId) return [];
  if (isUnanswered(row, attemptId)) {
    const known: RowEvent = {
      type: 'AttemptAccepted',
      data: { ...ids(row), attemptId, providerId: callId, via: 'callback' },
    };
    return then([known], row, (after) => callConcluded(after, input, context));
  }
  if (attempt.state !== 'accepted') return [];
  const { result, code, live, endedBy, wantsTransfer, seconds } = input;
  const known: RowEvent = {
    type: 'CallConcluded',
    data: {
      ...ids(row),
      ...{ attemptId, callId, result, code, live, endedBy, wantsTransfer, seconds, answer: input.answer ?? '' },
      ...(result === 'failed' ? { intendedAt: attempt.intendedAt } : {}),
    },
  };
  return then([known], row, (after) => {
    if (input.optOut || context.contact.suppressed !== null) return [...released(after), optedOut(after)];
    if (result === 'answered')
      return leave(after, attempt.step, attempt.direction === 'inbound' ? 'called' : 'answered', context);
    if (attempt.direction === 'inbound') return missed(after, attempt.step, context);
    const retry = retryReasonOf(result === 'failed' ? 'carrier' : result);
    return afterFailure(
      after,
      attempt.step,
      { retry, port: result, reason: code === null ? result : `${result} ${code}` },
      context,
    );
  });
}

/** The contact hung up before anybody answered: the wait goes on, or is over by now. */
export function missed(row: OpenRow, step: string, context: RowContext): readonly RowEvent[] {
  const { rowId, executionId } = row.started;
  if (row.until === null || row.until <= context.at) return leave(row, step, 'timeout', context);
  const channelId = row.attempt?.channelId ?? '';
  return [{ type: 'RowMoved', data: { rowId, executionId, path: [], to: step, until: row.until, callTo: channelId } }];
}

/** Whether the open call could be handed over. */
export function transferConcluded(
  row: OpenRow,
  input: Of<'transferConcluded'>,
  context: RowContext,
): readonly RowEvent[] {
  const { attempt } = row;
  const { attemptId, result } = input;
  if (attempt?.of !== 'transfer' || attempt.attemptId !== attemptId) return [];
  const unanswered = isUnanswered(row, attemptId);
  if (unanswered && input.told) {
    const known: RowEvent = {
      type: 'AttemptAccepted',
      data: { ...ids(row), attemptId, providerId: attempt.callId, via: 'callback' },
    };
    return then([known], row, (after) => transferConcluded(after, input, context));
  }
  // Whether the carrier ever got what can no longer happen is not known, and does not matter.
  if (attempt.state !== 'accepted' && !unanswered) return [];
  const known: RowEvent = { type: 'TransferConcluded', data: { ...ids(row), attemptId, result } };
  return then([known], row, (after) => {
    if (context.contact.suppressed !== null) return [...released(after), optedOut(after)];
    if (result === 'bridged') return leave(after, attempt.step, 'transferred', context);
    return afterFailure(
      after,
      attempt.step,
      { retry: null, port: 'notTransferred', reason: `notTransferred ${result}` },
      context,
    );
  });
}

/** The contact calls: the step that waits for it answers. Any other row has no use for the call. */
export function inboundCall(row: OpenRow, input: Of<'inboundCall'>, context: RowContext): readonly RowEvent[] {
  const step = context.flow.steps.get(row.step);
  const { callId, channelId } = input;
  if (step?.type !== 'WaitInboundCall' || row.until === null || row.attempt?.state === 'open') return [];
  if (row.attempt?.of === 'call' && row.attempt.state === 'accepted') return [];
  const wanted = step.config.channelId ?? channelId;
  return wanted === channelId ? answerCall(row, step, { callId, channelId }, context) : [];
}

function optedOut(row: OpenRow): RowEvent {
  return ended(row, 'optedOut', 'ContactSuppressed');
}

function released(row: OpenRow): readonly RowEvent[] {
  const { live } = row;
  if (!live) return [];
  return [{ type: 'CallReleased', data: { ...ids(row), ...live } }];
}
