import type { Recovered } from '#contracts/contact/recovered';
import type { Instant } from '#contracts/kernel/event';
import type { RowEvent } from '#contracts/row/events';
import type { RowContext, RowInput } from '#contracts/row/input';
import type { Leased } from './dispatch.ts';
import type { RunFacts } from './facts.ts';
import type { RowFold } from './row-folds.ts';

/** An input on its way to a row: known already, or still to be read from where it stands. */
export type Work = {
  readonly rowId: string;
  readonly executionId: string;
  /** Tells the same input twice; also the command id of the events it causes. */
  readonly commandId: string;
  /** Until when it is ours to apply: somebody else may take it then. Absent: nobody else knows of it. */
  readonly leaseUntil?: Instant;
  readonly source:
    | { readonly kind: 'input'; readonly input: RowInput }
    | {
        readonly kind: 'start';
        readonly n: number;
        readonly batch: number;
        readonly chunk: number;
        readonly offset: number;
      }
    | { readonly kind: 'reply'; readonly contactId: string; readonly revision: number };
};

/** An input's identity; what it is about is part of it, so that two waits of a row are two inputs. */
export function workFrom(
  { subject, executionId, inputId, leaseUntil }: Pick<Leased, 'subject' | 'executionId' | 'inputId' | 'leaseUntil'>,
  source: Work['source'],
): Work {
  return { rowId: subject, executionId, commandId: `${subject} ${inputId}`, leaseUntil, source };
}

/** These tell what has happened: they are recorded at once, whatever they lead to has to wait or not. */
export const factual: ReadonlySet<RowInput['kind']> = new Set([
  ...(['accepted', 'refused', 'absent', 'inDoubt', 'resolved', 'callConcluded', 'transferConcluded'] as const),
]);

/** Nobody waits to be answered until a run goes on. */
export const soon: ReadonlySet<RowInput['kind']> = new Set(['inboundCall', 'ringing'] as const);

/**
 * done: applied, or nothing to do any more. later: not now, ask again; an instant: ask again then. raced: somebody was
 * faster, ask again at once.
 */
export type Verdict = 'done' | 'later' | 'raced' | { readonly until: Instant };

/** A work with everything it is decided by, and what would follow from it. */
export type Prepared = {
  readonly work: Work;
  readonly fold: RowFold;
  readonly run: RunFacts;
  readonly input: RowInput;
  readonly context: RowContext;
  readonly events: readonly RowEvent[];
  readonly recovered: readonly Recovered[];
};

/** Says what became of a work; there is nothing more to be done about it. */
export function settle(verdicts: Map<Work, Verdict>, work: Work, verdict: Verdict): [] {
  verdicts.set(work, verdict);
  return [];
}
