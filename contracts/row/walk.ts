import { nextAllowed, quietHoursOutside } from '#contracts/contact/quiet-hours';
import { zonesOf } from '#contracts/contact/time-zones';
import { matchCondition } from '#contracts/flow/steps/condition';
import { matchBranch } from '#contracts/flow/steps/response-branch';
import type { Instant } from '#contracts/kernel/event';
import { answerGate, callGate, transferGate, type CallOrder } from './call-gate.ts';
import { attemptIdOf } from './ids.ts';
import { gate } from './gate.ts';
import type { DecisionReason, RowEnded, RowEvent } from './events.ts';
import type { RowContext } from './input.ts';
import type {
  PreparedStep,
  ReachingStep,
  VoiceTransferStep,
  WaitForResponseStep,
  WaitInboundCallStep,
} from './prepared-flow.ts';
import { channelFor, type Shut } from './shut.ts';
import { evolve, type OpenRow } from './state.ts';

/** How often a row may pass one step: a loop in a flow ends here instead of running for ever. */
export const visitLimit = 100;

/** How long after it must be over the fate of a call is asked for. Milliseconds. */
const slackMs = 30_000;

/** A way through the flow being walked: what was decided on it, and how the row stands meanwhile. */
type Walk = {
  row: OpenRow;
  path: { step: string; port: string }[];
  readonly events: RowEvent[];
  readonly context: RowContext;
};

/**
 * Leaves `step` by `port` and follows the flow until the row rests: at an attempt, at a wait, or at its end.
 * Returns the events in order; the row has not been changed by any of them yet.
 */
export function leave(row: OpenRow, step: string, port: string, context: RowContext): readonly RowEvent[] {
  const walk: Walk = { row, path: [], events: [], context };
  exit(walk, step, port, '');
  return walk.events;
}

/** Tries a step that reaches out once more, without leaving it. */
export function again(row: OpenRow, step: PreparedStep, context: RowContext): readonly RowEvent[] {
  const walk: Walk = { row, path: [], events: [], context };
  enter(walk, step);
  return walk.events;
}

/** Waits at a step for another try. */
export function retryLater(row: OpenRow, step: string, until: Instant, context: RowContext): readonly RowEvent[] {
  const walk: Walk = { row, path: [], events: [], context };
  const channelId = row.attempt?.channelId ?? null;
  defer(walk, step, { open: false, verdict: 'deferred', reason: 'RetryLater', channelId, until });
  return walk.events;
}

/** Answers a call of the contact at the step that waits for it; nothing follows when it may not be answered. */
export function answerCall(
  row: OpenRow,
  step: Extract<PreparedStep, { type: 'WaitInboundCall' }>,
  call: { readonly callId: string; readonly channelId: string },
  context: RowContext,
): readonly RowEvent[] {
  const walk: Walk = { row, path: [], events: [], context };
  const gated = answerGate(step, row, call, context);
  if (gated.open) place(walk, step.id, gated.reason, gated.order);
  else decided(walk, step.id, gated);
  return walk.events;
}

/** Goes on from a port; `reason` ends the row when the port leads nowhere, as ports of failure may. */
function exit(walk: Walk, step: string, port: string, reason: string): void {
  walk.path.push({ step, port });
  const next = walk.context.flow.next(step, port);
  if (!next) return end(walk, step, 'failed', reason || `${port} leads nowhere`);
  if (visitsOf(walk, next.id) >= visitLimit) {
    decided(walk, next.id, { open: false, verdict: 'blocked', reason: 'VisitLimitReached', channelId: null });
    return end(walk, next.id, 'failed', 'VisitLimitReached');
  }
  enter(walk, next);
}

function enter(walk: Walk, step: PreparedStep): void {
  switch (step.type) {
    case 'Start':
      return exit(walk, step.id, 'next', '');
    case 'ResponseBranch': {
      const reply = walk.row.lastReply;
      const port = reply ? matchBranch(step.config, { text: reply.text ?? '', button: reply.button ?? '' }) : 'default';
      return exit(walk, step.id, port, '');
    }
    case 'Condition': {
      const answer = walk.row.lastReply?.text ?? '';
      const values = walk.row.started.values ?? {};
      exit(walk, step.id, matchCondition(step.config, { values, answer }), '');
      return;
    }
    case 'Delay':
      return delay(walk, step);
    case 'WaitForResponse':
      return wait(walk, step);
    case 'WaitInboundCall':
      return awaitCall(walk, step);
    case 'SendTemplate':
    case 'SendMessage':
    case 'VoiceCall':
      return reach(walk, step);
    case 'VoiceTransfer':
      return transfer(walk, step);
    case 'End':
      release(walk);
      moved(walk, step.id, null);
      return ended(walk, { outcome: 'completed', label: step.config.outcome, reason: '', step: step.id });
  }
}

function wait(walk: Walk, step: WaitForResponseStep): void {
  if (walk.row.keptReply) {
    walk.row = { ...walk.row, keptReply: null };
    return exit(walk, step.id, 'replied', '');
  }
  rest(walk, step.id, step.config.timeoutSeconds);
}

/** Rests for so long and then, when the step wants it, until the next business hour of the person. */
function delay(walk: Walk, { id, config }: Extract<PreparedStep, { type: 'Delay' }>): void {
  const over = later(walk, config.seconds);
  const hours = config.onlyWithin && quietHoursOutside(config.onlyWithin);
  const zones = hours ? zonesOf(walk.row.started.phone ?? '', null) : [];
  release(walk);
  moved(walk, id, (hours && zones.length > 0 ? nextAllowed(over, zones, hours) : null) ?? over);
}

/** The row stays at a step until something happens, or for so long. */
function rest(walk: Walk, step: string, seconds: number): void {
  release(walk);
  moved(walk, step, later(walk, seconds));
}

/** Waits for a call; one that came before the row did, and may still ring, is answered at once. */
function awaitCall(walk: Walk, step: WaitInboundCallStep): void {
  const { id, config } = step;
  const channelId = channelFor('voice', config.channelId, walk.context);
  release(walk);
  moved(walk, id, later(walk, config.timeoutSeconds), channelId);
  const call = channelId === null ? null : ringing(walk.row, channelId, walk.context);
  if (!call) return;
  const gated = answerGate(step, walk.row, call, walk.context);
  if (gated.open) place(walk, id, gated.reason, gated.order);
}

/** A caller waits about so long to be answered. Milliseconds. */
const ringsForMs = 20_000;

/** A call that the contact makes at this moment, unless it was answered already or nobody may be answered now. */
export function ringing(
  row: OpenRow,
  channelId: string,
  { at, contact, run, hold }: RowContext,
): { readonly callId: string; readonly channelId: string } | null {
  const call = contact.lastCall?.[channelId];
  if (!call || run !== 'running' || hold !== null) return null;
  if (row.providerIds.includes(call.callId) || (row.attempt?.of === 'call' && row.attempt.callId === call.callId))
    return null;
  return Date.parse(at) - Date.parse(call.receivedAt) <= ringsForMs ? { callId: call.callId, channelId } : null;
}

/** The flow's seconds from now, which a time scale shortens, and milliseconds that it does not. */
function later({ context: { at, settings } }: Walk, seconds: number, ms = 0): Instant {
  return new Date(Date.parse(at) + (seconds * 1000) / settings.timeScale + ms).toISOString();
}

/** Writes to the person or calls them, or says why not. */
function reach(walk: Walk, step: ReachingStep): void {
  release(walk);
  if (step.type === 'VoiceCall') {
    const gated = callGate(step, walk.row, walk.context);
    if (gated.open) place(walk, step.id, gated.reason, gated.order);
    else refused(walk, step, gated);
    return;
  }
  const gated = gate(step, walk.row, walk.context);
  if (!gated.open) return refused(walk, step, gated);
  const { attemptId, ...ids } = allow(walk, step.id, gated.reason, gated.letter.channelId);
  const data = { ...ids, attemptId, step: step.id, intendedAt: walk.context.at, ...gated.letter };
  add(walk, { type: 'AttemptIntended', data });
}

function place(walk: Walk, step: string, reason: DecisionReason, order: CallOrder): void {
  const ids = allow(walk, step, reason, order.channelId);
  const overBy = later(walk, order.ringSeconds + order.maxDurationSeconds + order.holdSeconds, slackMs);
  const { holdSeconds: _only, ...asked } = order;
  add(walk, { type: 'CallIntended', data: { ...ids, step, intendedAt: walk.context.at, overBy, ...asked } });
}

function transfer(walk: Walk, step: VoiceTransferStep): void {
  const gated = transferGate(step, walk.row, walk.context);
  if (!gated.open) {
    decided(walk, step.id, gated);
    return exit(walk, step.id, 'notTransferred', gated.reason);
  }
  const ids = allow(walk, step.id, gated.reason, gated.order.channelId);
  const overBy = later(walk, gated.order.ringSeconds, slackMs);
  const data = { ...ids, step: step.id, intendedAt: walk.context.at, overBy, ...gated.order };
  add(walk, { type: 'TransferIntended', data });
}

function refused(walk: Walk, step: ReachingStep, gated: Shut): void {
  const { reason } = gated;
  if (gated.verdict === 'deferred') return defer(walk, step.id, gated);
  decided(walk, step.id, gated);
  if (reason === 'ContactSuppressed' || reason === 'ContactForgotten') return end(walk, step.id, 'suppressed', reason);
  if (reason === 'ExecutionStopped') return end(walk, step.id, 'stopped', reason);
  const port = reason === 'WindowClosed' && walk.context.flow.next(step.id, 'windowClosed') ? 'windowClosed' : 'failed';
  exit(walk, step.id, port, reason);
}

/** The row stays where it is; the same is decided again at a better moment. */
function defer(walk: Walk, step: string, gated: Shut): void {
  decided(walk, step, gated);
  moved(walk, step, gated.until ?? walk.context.at);
}

/** Records that the person is contacted; returns the ids of the attempt that follows. */
function allow(walk: Walk, step: string, reason: DecisionReason, channelId: string) {
  if (walk.path.length > 0) moved(walk, step, null);
  const { rowId, executionId, contactId } = walk.row.started;
  const ids = { rowId, executionId, contactId, attemptId: attemptIdOf(rowId, walk.row.attempts + 1) };
  add(walk, { type: 'ContactDecided', data: { ...ids, step, channelId, verdict: 'sent', reason } });
  return ids;
}

/** Records why the person is not contacted, or not now. */
function decided(walk: Walk, step: string, { verdict, reason, channelId, until }: Shut): void {
  const { rowId, executionId, contactId } = walk.row.started;
  const data = { rowId, executionId, contactId, step, channelId, verdict, reason, attemptId: null };
  add(walk, { type: 'ContactDecided', data: until === undefined ? data : { ...data, until } });
}

/** Lets go of a call that nothing more is wanted of. */
function release(walk: Walk): void {
  const { live, started } = walk.row;
  if (!live) return;
  const { rowId, executionId, contactId } = started;
  add(walk, { type: 'CallReleased', data: { rowId, executionId, contactId, ...live } });
}

function end(walk: Walk, step: string, outcome: 'failed' | 'suppressed' | 'stopped', reason: string): void {
  release(walk);
  if (walk.path.length > 0) moved(walk, step, null);
  ended(walk, { outcome, label: null, reason, step });
}

function ended(walk: Walk, how: Pick<RowEnded['data'], 'outcome' | 'label' | 'reason' | 'step'>): void {
  const { rowId, executionId, campaignId, contactId } = walk.row.started;
  add(walk, { type: 'RowEnded', data: { rowId, executionId, campaignId, contactId, ...how } });
}

function moved(walk: Walk, to: string, until: Instant | null, callTo: string | null = null): void {
  const { rowId, executionId } = walk.row.started;
  const data = { rowId, executionId, path: walk.path, to, until };
  walk.path = [];
  add(walk, { type: 'RowMoved', data: callTo === null ? data : { ...data, callTo } });
}

function add(walk: Walk, event: RowEvent): void {
  walk.events.push(event);
  const after = evolve(walk.row, event);
  if (after.status === 'open') walk.row = after;
}

function visitsOf(walk: Walk, step: string): number {
  return (walk.row.visits.get(step) ?? 0) + walk.path.filter((passed) => passed.step === step).length;
}
