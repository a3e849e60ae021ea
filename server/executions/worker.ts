import type { Carrier } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import type { Log } from '#server/engine/log/log';
import { createAbsences } from './absences.ts';
import type { Leased } from './dispatch.ts';
import { createErrands } from './errands.ts';
import { createFacts } from './facts.ts';
import { findOut, isQuestion } from './find-out.ts';
import { insteadOfReaching } from './instead-of-reaching.ts';
import { createOutageWatch } from './outage-watch.ts';
import { createRowFolds } from './row-folds.ts';
import { applyRound } from './row-round.ts';
import type { RunTables } from './run-tables.ts';
import { runTask } from './run-tasks.ts';
import { createTaking } from './take-due.ts';
import { sweepGuards } from './sweep-guards.ts';
import { createUnderWay } from './under-way.ts';
import type { Work } from './work.ts';
import { workOf } from './work-of.ts';

export type WorkerParts = {
  readonly log: Log;
  readonly tables: RunTables;
  /** Numbers of the rows of a run that failed, in order; the run has ended. */
  readonly failedRowsOf: (executionId: string) => Promise<readonly number[]>;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly now: () => Instant;
  /** Milliseconds of a clock that only ever goes forward. */
  readonly elapsed: () => number;
  /** Something failed as a whole; it is tried again. */
  readonly report: (fault: Error) => void;
  /** Resolves a little later, so that answers that come together are applied together. */
  readonly gather: () => Promise<void>;
};

/** Works off what is due; whoever has one says when. */
export type Worker = {
  /** Takes what is due and does it; tells whether more may be due already. Fails as a whole where its log or tables do. */
  turn(): Promise<boolean>;
  /** Gives guards back that nobody needs. */
  sweep(): Promise<void>;
  /** Resolves when every carrier has answered and the answers are applied. */
  idle(): Promise<void>;
};

const laterMs = 500;
const rowKinds: ReadonlySet<Leased['kind']> = new Set([
  ...(['start', 'reply', 'undelivered', 'timeout', 'inboundCall', 'ringing', 'resolve', 'stop'] as const),
  ...(['reconcile', 'callFate', 'transferFate'] as const),
]);

/**
 * Takes dispatches under a lease, applies them to their rows, hands messages to carriers and applies the answers.
 * Everything it does may be done twice after a crash; see laws 4 and 9.
 */
export function createWorker({
  log,
  tables,
  failedRowsOf,
  carriers,
  now,
  elapsed,
  report,
  gather,
}: WorkerParts): Worker {
  const facts = createFacts(log);
  const folds = createRowFolds(log);
  const absences = createAbsences({
    elapsed,
    isUnderWay: (attemptId) => errands.isUnderWay(attemptId),
    neverLeft: (attemptId) => errands.neverLeft(attemptId),
  });
  const parts = { log, tables, failedRowsOf, facts, folds, carriers, now, absences };

  const later = (ms: number): Instant => new Date(Date.parse(now()) + ms).toISOString();

  /** Applies works until none of them lost a race; returns those that have to wait, and until when. */
  const applyAll = async (works: readonly Work[]): Promise<ReadonlyMap<Work, Instant>> => {
    const waiting = new Map<Work, Instant>();
    let open = works;
    while (open.length > 0) {
      const { verdicts, errands: sent } = await applyRound(parts, open);
      errands.carry(sent);
      for (const [work, verdict] of verdicts) {
        if (verdict === 'later') waiting.set(work, later(laterMs));
        else if (typeof verdict === 'object') waiting.set(work, verdict.until);
      }
      open = open.filter((work) => verdicts.get(work) === 'raced');
    }
    return waiting;
  };

  const pace = createUnderWay(elapsed);
  const watch = createOutageWatch({ log, now, report });
  const errands = createErrands({
    ...{ carriers, now, gather },
    answered: (executionId, answer) => {
      if (answer.answer !== 'unknown') pace.answered();
      watch.answered(executionId, answer);
    },
    instead: insteadOfReaching({ log, now, facts }),
    apply: async (works) => {
      await applyAll(works).catch((error: unknown) => {
        report(error as Error);
      });
    },
  });

  const rowRound = async (dispatches: readonly Leased[]): Promise<void> => {
    const works = new Map<Work, Leased>();
    const postponed = new Map<Leased, Instant>();
    const asked = await Promise.all(
      dispatches.map(
        async (dispatch) =>
          [dispatch, isQuestion(dispatch) ? await findOut(parts, dispatch) : workOf(dispatch)] as const,
      ),
    );
    for (const [dispatch, work] of asked) {
      if (work && 'inMs' in work) postponed.set(dispatch, later(work.inMs));
      else if (work) works.set(work, dispatch);
    }
    for (const [work, until] of await applyAll([...works.keys()])) {
      const dispatch = works.get(work);
      if (dispatch) postponed.set(dispatch, until);
    }
    await tables.remove(dispatches.filter((dispatch) => !postponed.has(dispatch)));
    await tables.postpone([...postponed].map(([{ subject, inputId }, until]) => ({ subject, inputId, until })));
  };

  const workOff = async (dispatches: readonly Leased[]): Promise<void> => {
    for (const dispatch of dispatches.filter(({ kind }) => !rowKinds.has(kind))) {
      const verdict = await runTask(parts, dispatch);
      if (verdict === 'done') await tables.remove([dispatch]);
      else {
        const until = verdict === 'later' ? later(laterMs) : verdict.until;
        await tables.postpone([{ ...dispatch, until }]);
      }
    }
    const ofRows = dispatches.filter(({ kind }) => rowKinds.has(kind));
    if (ofRows.length > 0) await rowRound(ofRows);
  };

  const turn = createTaking({
    ...{ tables, now, elapsed, workOff, later, laterMs },
    room: () => pace.most() - errands.underWay(),
  });

  return {
    turn,
    sweep: () => sweepGuards({ tables, folds, now }),
    idle: errands.idle,
  };
}
