import { refuse } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { ExecutionCommand } from './commands.ts';
import type { ExecutionEvent } from './events.ts';
import { rowOfAttempt } from '#contracts/row/ids';
import { evolve, type Execution, type ExistingExecution } from './state.ts';

/**
 * One run of a published flow over a data set.
 *
 * running → pausing → paused → running; running, pausing or paused → stopping → stopped; running → completed.
 * Pause and stop are each two events, asked and done: done only when nothing is in flight.
 */
export const execution: Decider<Execution, ExecutionCommand, ExecutionEvent> = {
  category: 'execution',
  initial: { status: 'missing' },
  decide,
  evolve,
};

function decide(command: ExecutionCommand, state: Execution): Decision<ExecutionEvent> {
  if (command.type === 'BeginExecution')
    return state.status === 'missing' ? [{ type: 'ExecutionStarted', data: command.data }] : [];
  if (state.status === 'missing')
    return refuse('ExecutionIsMissing', 'There is no such execution; start one from its campaign.');
  return change(command, state);
}

type Changing = Exclude<ExecutionCommand, { type: 'BeginExecution' }>;
type Status = ExistingExecution['status'];

/** From where each command leads on; from the others in `already` nothing is left to do, and the rest is refused. */
const from: Readonly<
  Record<
    Exclude<Changing['type'], 'AdmitBatch' | 'ResolveDoubt'>,
    { may: readonly Status[]; already: readonly Status[] }
  >
> = {
  PauseExecution: { may: ['running'], already: ['pausing', 'paused'] },
  ConfirmPaused: { may: ['pausing'], already: ['running', 'paused', 'stopping', 'stopped', 'completed'] },
  ResumeExecution: { may: ['pausing', 'paused'], already: ['running'] },
  StopExecution: { may: ['running', 'pausing', 'paused'], already: ['stopping', 'stopped'] },
  ConfirmStopped: { may: ['stopping'], already: ['running', 'pausing', 'paused', 'stopped', 'completed'] },
  CompleteExecution: { may: ['running', 'pausing', 'paused'], already: ['stopping', 'stopped', 'completed'] },
};

function change(command: Changing, state: ExistingExecution): Decision<ExecutionEvent> {
  if (command.type === 'AdmitBatch') return admit(command.data.slices, state);
  if (command.type === 'ResolveDoubt') return resolveDoubt(command.data, state);
  const { may, already } = from[command.type];
  if (already.includes(state.status)) return [];
  return may.includes(state.status) ? [eventOf(command, state)] : hasEnded(state);
}

function eventOf(
  command: Exclude<Changing, { type: 'AdmitBatch' | 'ResolveDoubt' }>,
  state: ExistingExecution,
): ExecutionEvent {
  const { executionId, rows } = state.started;
  switch (command.type) {
    case 'PauseExecution':
      return { type: 'ExecutionPauseAsked', data: { executionId, ...command.data } };
    case 'ConfirmPaused':
      return {
        type: 'ExecutionPaused',
        data: { executionId, ...(state.pause ?? { cause: 'operator', sentence: '' }) },
      };
    case 'ResumeExecution':
      return { type: 'ExecutionResumed', data: { executionId } };
    case 'StopExecution':
      return { type: 'ExecutionStopAsked', data: { executionId } };
    case 'ConfirmStopped':
      return {
        type: 'ExecutionStopped',
        data: { executionId, ended: command.data.ended, leftQueued: rows - state.admitted },
      };
    case 'CompleteExecution':
      return { type: 'ExecutionCompleted', data: { executionId, ended: command.data.ended } };
  }
}

function admit(
  slices: Extract<ExecutionCommand, { type: 'AdmitBatch' }>['data']['slices'],
  state: ExistingExecution,
): Decision<ExecutionEvent> {
  const rows = slices.reduce((sum, slice) => sum + slice.count, 0);
  if (state.status !== 'running')
    return refuse('ExecutionIsNotRunning', `The execution is ${state.status}; rows are admitted only while it runs.`, {
      status: state.status,
    });
  if (rows === 0 || state.admitted >= state.started.rows) return [];
  const { executionId } = state.started;
  return [
    { type: 'BatchAdmitted', data: { executionId, batch: state.batches, firstRow: state.admitted, rows, slices } },
  ];
}

/** Whether the attempt is in doubt its row knows, which passes over a word about one that is not. */
function resolveDoubt(
  { attemptId, wentOut }: Extract<ExecutionCommand, { type: 'ResolveDoubt' }>['data'],
  state: ExistingExecution,
): Decision<ExecutionEvent> {
  const { executionId } = state.started;
  const row = rowOfAttempt(attemptId);
  if (row?.executionId !== executionId)
    return refuse('AttemptIsMissing', `“${attemptId}” is no attempt of this execution; take one that is in doubt.`);
  if (state.status === 'stopped' || state.status === 'completed') return hasEnded(state);
  return [{ type: 'DoubtResolved', data: { executionId, rowId: row.rowId, attemptId, wentOut } }];
}

function hasEnded(state: ExistingExecution): Decision<ExecutionEvent> {
  return refuse(
    'ExecutionHasEnded',
    `The execution is ${state.status} and can no longer be paused, resumed or stopped.`,
    { status: state.status },
  );
}
