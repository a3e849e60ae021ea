import { attemptIdOf } from './ids.ts';
import { gate, type Gated } from './gate.ts';
import type { RowEvent } from './events.ts';
import type { RowContext } from './input.ts';
import { matchCondition } from '#contracts/flow/steps/condition';
import { matchBranch } from '#contracts/flow/steps/response-branch';
import type { PreparedStep, SendMessageStep, SendTemplateStep, WaitForResponseStep } from './prepared-flow.ts';
import { evolve, type OpenRow } from './state.ts';

/** How often a row may pass one step: a loop in a flow ends here instead of running for ever. */
export const visitLimit = 100;

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

/** Tries the step the row rests at once more, without leaving it. */
export function again(row: OpenRow, context: RowContext): readonly RowEvent[] {
  const walk: Walk = { row, path: [], events: [], context };
  const step = context.flow.steps.get(row.step);
  if (step && (step.type === 'SendTemplate' || step.type === 'SendMessage')) send(walk, step);
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
      rest(walk, step.id, step.config.seconds);
      return;
    case 'WaitForResponse':
      return wait(walk, step);
    case 'SendTemplate':
    case 'SendMessage':
      return send(walk, step);
    case 'End':
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

/** The row stays at a step until something happens, or for so long. */
function rest(walk: Walk, step: string, seconds: number): void {
  const { at, settings } = walk.context;
  moved(walk, step, new Date(Date.parse(at) + (seconds * 1000) / settings.timeScale).toISOString());
}

function send(walk: Walk, step: SendTemplateStep | SendMessageStep): void {
  const gated = gate(step, walk.row, walk.context);
  if (!gated.open) return refused(walk, step, gated);
  if (walk.path.length > 0) moved(walk, step.id, null);
  const attemptId = decided(walk, step.id, gated);
  const { rowId, executionId, contactId } = walk.row.started;
  add(walk, {
    type: 'AttemptIntended',
    data: { rowId, executionId, contactId, attemptId, step: step.id, intendedAt: walk.context.at, ...gated.letter },
  });
}

function refused(walk: Walk, step: SendTemplateStep | SendMessageStep, gated: Extract<Gated, { open: false }>): void {
  decided(walk, step.id, gated);
  if (gated.reason === 'ContactSuppressed' || gated.reason === 'ContactForgotten')
    return end(walk, step.id, 'suppressed', gated.reason);
  const port =
    gated.reason === 'WindowClosed' && walk.context.flow.next(step.id, 'windowClosed') ? 'windowClosed' : 'failed';
  exit(walk, step.id, port, gated.reason);
}

/** Records the decision and returns the id of the attempt it allows. */
function decided(walk: Walk, step: string, gated: Gated): string {
  const { rowId, executionId, contactId } = walk.row.started;
  const attemptId = attemptIdOf(rowId, walk.row.attempts + 1);
  const verdict = gated.open ? 'sent' : gated.verdict;
  const channelId = gated.open ? gated.letter.channelId : gated.channelId;
  const data = {
    rowId,
    executionId,
    contactId,
    step,
    channelId,
    verdict,
    reason: gated.reason,
    attemptId: gated.open ? attemptId : null,
  } as const;
  add(walk, { type: 'ContactDecided', data });
  return attemptId;
}

function end(walk: Walk, step: string, outcome: 'failed' | 'suppressed', reason: string): void {
  moved(walk, step, null);
  ended(walk, { outcome, label: null, reason, step });
}

function ended(
  walk: Walk,
  how: Pick<Extract<RowEvent, { type: 'RowEnded' }>['data'], 'outcome' | 'label' | 'reason' | 'step'>,
): void {
  const { rowId, executionId, campaignId, contactId } = walk.row.started;
  add(walk, { type: 'RowEnded', data: { rowId, executionId, campaignId, contactId, ...how } });
}

function moved(walk: Walk, to: string, until: string | null): void {
  if (walk.path.length === 0) return;
  const { rowId, executionId } = walk.row.started;
  const path = walk.path;
  walk.path = [];
  add(walk, { type: 'RowMoved', data: { rowId, executionId, path, to, until } });
}

function add(walk: Walk, event: RowEvent): void {
  walk.events.push(event);
  const after = evolve(walk.row, event);
  if (after.status === 'open') walk.row = after;
}

function visitsOf(walk: Walk, step: string): number {
  return (walk.row.visits.get(step) ?? 0) + walk.path.filter((passed) => passed.step === step).length;
}
