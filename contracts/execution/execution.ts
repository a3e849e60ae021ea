import { refuse } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { ExecutionCommand } from './commands.ts';
import type { ExecutionEvent } from './events.ts';
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
  if (command.type === 'BeginExecution') return state.status === 'missing' ? [{ type: 'ExecutionStarted', data: command.data }] : [];
  if (state.status === 'missing') return refuse('ExecutionIsMissing', 'There is no such execution; start one from its campaign.');
  return change(command, state);
}

function change(command: Exclude<ExecutionCommand, { type: 'BeginExecution' }>, state: ExistingExecution): Decision<ExecutionEvent> {
  const { executionId } = state.started;
  const { status } = state;
  switch (command.type) {
    case 'AdmitBatch':
      return admit(command.data.slices, state);
    case 'PauseExecution':
      if (status === 'pausing' || status === 'paused') return [];
      return status === 'running' ? [{ type: 'ExecutionPauseAsked', data: { executionId, ...command.data } }] : hasEnded(state);
    case 'ConfirmPaused':
      return status === 'pausing' && state.pause ? [{ type: 'ExecutionPaused', data: { executionId, ...state.pause } }] : [];
    case 'ResumeExecution':
      if (status === 'running') return [];
      return status === 'pausing' || status === 'paused' ? [{ type: 'ExecutionResumed', data: { executionId } }] : hasEnded(state);
    case 'StopExecution':
      if (status === 'stopping' || status === 'stopped') return [];
      return status === 'completed' ? hasEnded(state) : [{ type: 'ExecutionStopAsked', data: { executionId } }];
    case 'ConfirmStopped': {
      const { ended } = command.data;
      const leftQueued = state.started.rows - state.admitted;
      return status === 'stopping' ? [{ type: 'ExecutionStopped', data: { executionId, ended, leftQueued } }] : [];
    }
    case 'CompleteExecution':
      return status === 'running' || status === 'pausing' || status === 'paused'
        ? [{ type: 'ExecutionCompleted', data: { executionId, ended: command.data.ended } }]
        : [];
  }
}

function admit(slices: Extract<ExecutionCommand, { type: 'AdmitBatch' }>['data']['slices'], state: ExistingExecution): Decision<ExecutionEvent> {
  const rows = slices.reduce((sum, slice) => sum + slice.count, 0);
  if (state.status !== 'running') return refuse('ExecutionIsNotRunning', `The execution is ${state.status}; rows are admitted only while it runs.`);
  if (rows === 0 || state.admitted >= state.started.rows) return [];
  const { executionId } = state.started;
  return [{ type: 'BatchAdmitted', data: { executionId, batch: state.batches, firstRow: state.admitted, rows, slices } }];
}

function hasEnded(state: ExistingExecution): Decision<ExecutionEvent> {
  return refuse('ExecutionHasEnded', `The execution is ${state.status} and can no longer be paused, resumed or stopped.`);
}
