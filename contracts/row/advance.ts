import type { RowEvent } from './events.ts';
import type { RowContext, RowInput } from './input.ts';
import { evolve, type OpenRow, type Row } from './state.ts';
import { again, leave } from './walk.ts';

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
    case 'reply':
      return reply(row, input, context);
    case 'timeout':
      return timeout(row, input, context);
    case 'stop':
      return isSending(row) ? [] : [ended(row, 'stopped', 'ExecutionStopped')];
  }
}

function start({ row: data }: Of<'started'>, context: RowContext): readonly RowEvent[] {
  const started: RowEvent = { type: 'RowStarted', data };
  return then([started], { status: 'queued' }, (row) => leave(row, context.flow.start, 'next', context));
}

function accepted(row: OpenRow, input: Of<'accepted'>, context: RowContext): readonly RowEvent[] {
  if (!isUnanswered(row, input.attemptId)) return [];
  const { attemptId, providerId, via } = input;
  const known: RowEvent = { type: 'AttemptAccepted', data: { ...ids(row), attemptId, providerId, via } };
  return then([known], row, (after) =>
    context.contact.suppressed === null
      ? leave(after, row.step, 'sent', context)
      : [ended(after, 'optedOut', 'ContactSuppressed')],
  );
}

function refusedAtOnce(row: OpenRow, input: Of<'refused'>, context: RowContext): readonly RowEvent[] {
  return isOpen(row, input.attemptId) ? failed(row, { ...input, when: 'at-once' }, context) : [];
}

/**
 * A later failure sends the row back through the failure port only while nothing has followed from the message: the
 * attempt is the newest and the contact has not answered it. Afterwards it counts in the reports and changes no way.
 */
function undelivered(row: OpenRow, input: Of<'undelivered'>, context: RowContext): readonly RowEvent[] {
  if (row.attempt?.attemptId !== input.attemptId) return [];
  if (isUnanswered(row, input.attemptId)) {
    const { attemptId, providerId } = input;
    const known: RowEvent = { type: 'AttemptAccepted', data: { ...ids(row), attemptId, providerId, via: 'callback' } };
    return then([known], row, (after) => failed(after, { ...input, when: 'later' }, context));
  }
  const untouched = row.attempt.state === 'accepted' && row.until !== null && !row.answered;
  return untouched ? failed(row, { ...input, when: 'later' }, context) : [];
}

function failed(
  row: OpenRow,
  {
    attemptId,
    code,
    why,
    when,
  }: { attemptId: string; code: string; why: Of<'refused'>['why']; when: 'at-once' | 'later' },
  context: RowContext,
): readonly RowEvent[] {
  const failure: RowEvent = { type: 'AttemptFailed', data: { ...ids(row), attemptId, code, why, when } };
  const step = row.attempt?.step ?? row.step;
  return then([failure], row, (after) => {
    const port = why === 'windowClosed' && context.flow.next(step, 'windowClosed') ? 'windowClosed' : 'failed';
    if (context.flow.next(step, port)) return leave(after, step, port, context);
    return [ended(after, 'failed', `${why} ${code}`)];
  });
}

function absent(row: OpenRow, input: Of<'absent'>, context: RowContext): readonly RowEvent[] {
  if (!isOpen(row, input.attemptId)) return [];
  const known: RowEvent = { type: 'AttemptAbsent', data: { ...ids(row), attemptId: input.attemptId } };
  return then([known], row, (after) => again(after, context));
}

function reply(row: OpenRow, input: Of<'reply'>, context: RowContext): readonly RowEvent[] {
  const { providerId, channelId, receivedAt, text, button } = input;
  const waiting = row.until !== null && typeOf(row.step, context) === 'WaitForResponse';
  const heard: RowEvent = {
    type: 'ReplyReceived',
    data: { ...ids(row), providerId, channelId, receivedAt, text, button, kept: !waiting && !input.optOut },
  };
  return then([heard], row, (after) => {
    if (input.optOut) return isSending(after) ? [] : [ended(after, 'optedOut', 'ContactSuppressed')];
    return waiting ? leave(after, row.step, 'replied', context) : [];
  });
}

/** The time of a wait or a delay is over. */
function timeout(row: OpenRow, { step, until }: Of<'timeout'>, context: RowContext): readonly RowEvent[] {
  if (row.step !== step || row.until !== until) return [];
  return leave(row, step, typeOf(step, context) === 'Delay' ? 'next' : 'timeout', context);
}

function typeOf(step: string, context: RowContext): string | undefined {
  return context.flow.steps.get(step)?.type;
}

/** Events and what follows from them. */
function then(first: readonly RowEvent[], row: Row, next: (row: OpenRow) => readonly RowEvent[]): readonly RowEvent[] {
  const after = first.reduce(evolve, row);
  return after.status === 'open' ? [...first, ...next(after)] : first;
}

function ended(row: OpenRow, outcome: 'failed' | 'stopped' | 'optedOut', reason: string): RowEvent {
  const { campaignId } = row.started;
  return { type: 'RowEnded', data: { ...ids(row), campaignId, outcome, label: null, reason, step: row.step } };
}

function ids(row: OpenRow) {
  const { rowId, executionId, contactId } = row.started;
  return { rowId, executionId, contactId };
}

function isOpen(row: OpenRow, attemptId: string): boolean {
  return row.attempt?.attemptId === attemptId && row.attempt.state === 'open';
}

/** Open, or in doubt: a word from the carrier settles either. */
function isUnanswered(row: OpenRow, attemptId: string): boolean {
  return row.attempt?.attemptId === attemptId && (row.attempt.state === 'open' || row.attempt.state === 'inDoubt');
}

function isSending(row: OpenRow): boolean {
  return row.attempt?.state === 'open';
}
