import type { ExecutionEvent, ExecutionStarted, PauseCause } from './events.ts';

export type Execution = { readonly status: 'missing' } | ExistingExecution;

export type ExistingExecution = {
  readonly status: 'running' | 'pausing' | 'paused' | 'stopping' | 'stopped' | 'completed';
  readonly started: ExecutionStarted['data'];
  readonly batches: number;
  /** Rows admitted so far; the next one has this number. */
  readonly admitted: number;
  /** Where the next admitted row stands: a chunk of the data set and an offset in it. */
  readonly next: { readonly chunk: number; readonly offset: number };
  readonly pause: { readonly cause: PauseCause; readonly sentence: string } | null;
};

export function evolve(state: Execution, event: ExecutionEvent): Execution {
  if (event.type === 'ExecutionStarted')
    return {
      status: 'running',
      started: event.data,
      batches: 0,
      admitted: 0,
      next: { chunk: 0, offset: 0 },
      pause: null,
    };
  return state.status === 'missing' ? state : change(state, event);
}

function change(state: ExistingExecution, event: Exclude<ExecutionEvent, ExecutionStarted>): ExistingExecution {
  switch (event.type) {
    case 'BatchAdmitted': {
      const { rows, slices } = event.data;
      const last = slices.at(-1);
      const next = last ? { chunk: last.chunk, offset: last.offset + last.count } : state.next;
      return { ...state, batches: state.batches + 1, admitted: state.admitted + rows, next };
    }
    case 'ExecutionPauseAsked':
      return { ...state, status: 'pausing', pause: { cause: event.data.cause, sentence: event.data.sentence } };
    case 'DoubtResolved':
      return state;
    case 'ExecutionPaused':
      return { ...state, status: 'paused' };
    case 'ExecutionResumed':
      return { ...state, status: 'running', pause: null };
    case 'ExecutionStopAsked':
      return { ...state, status: 'stopping' };
    case 'ExecutionStopped':
      return { ...state, status: 'stopped' };
    case 'ExecutionCompleted':
      return { ...state, status: 'completed' };
  }
}
