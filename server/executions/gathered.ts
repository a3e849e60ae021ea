import type { Instant } from '#contracts/kernel/event';
import type { Dispatch } from './dispatch.ts';
import type { OpenRows } from './open-rows.ts';
import type { RunChange } from './run-record.ts';

/** What one batch of events asks for; written at its end in a few statements. */
export type Gathered = {
  readonly put: Map<string, Dispatch>;
  readonly remove: Map<string, { subject: string; inputId: string }>;
  /** The time-out asked for in this batch, by row: its key in `put`. */
  readonly timeouts: Map<string, string>;
  /** Rows whose earlier time-out no longer holds. */
  readonly movedRows: Set<string>;
  readonly settledAttempts: string[];
  /** Attempts that their carrier took. */
  readonly takenMessages: string[];
  readonly runs: RunChange[];
  readonly rows: OpenRows;
};

export function nothingGathered(rows: OpenRows): Gathered {
  return {
    put: new Map(),
    remove: new Map(),
    timeouts: new Map(),
    movedRows: new Set(),
    settledAttempts: [],
    takenMessages: [],
    runs: [],
    rows,
  };
}

export function ask(gathered: Gathered, dispatch: Dispatch): void {
  gathered.put.set(`${dispatch.subject} ${dispatch.inputId}`, dispatch);
}

export function drop(gathered: Gathered, subject: string, inputId: string): void {
  const key = `${subject} ${inputId}`;
  if (!gathered.put.delete(key)) gathered.remove.set(key, { subject, inputId });
}

export function forRow({ rowId, executionId }: { rowId: string; executionId: string }, dueAt: Instant) {
  return { subject: rowId, executionId, dueAt };
}

export function forRun(executionId: string, dueAt: Instant) {
  return { subject: executionId, executionId, dueAt };
}

export function later(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString();
}
