import type { Carrier } from '#contracts/carrier';
import { idOf } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import { failureClassOf } from '#contracts/row/failure-class';
import type { RowInput } from '#contracts/row/input';
import { isEngaged } from '#contracts/row/state';
import { createSignal, isAborted } from '#server/engine/eventstore/wake-signal';
import type { Log } from '#server/engine/log/log';
import type { Leased } from './dispatch.ts';
import { createErrands } from './errands.ts';
import { createFacts } from './facts.ts';
import { createRowFolds } from './row-folds.ts';
import { findOut, isQuestion, type Question } from './find-out.ts';
import { insteadOfReaching } from './instead-of-reaching.ts';
import { createOutageWatch } from './outage-watch.ts';
import { applyRound, workFrom, type Work } from './row-round.ts';
import type { RunTables } from './run-tables.ts';
import { runTask } from './run-tasks.ts';

export type RunnerParts = {
  readonly log: Log;
  readonly tables: RunTables;
  /** Numbers of the rows of a run that failed, in order; the run has ended. */
  readonly failedRowsOf: (executionId: string) => Promise<readonly number[]>;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly now: () => Instant;
  /** A round failed as a whole; it is tried again when its leases have run out. */
  readonly report: (fault: Error) => void;
  /** What has to be true before the first dispatch is taken; ends early at the signal. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
};

export type Runner = { wake(): void; stop(): Promise<void> };

/** Dispatches of one round. */
const roundSize = 500;
/** Rounds under way at once in a process: one is computed while the other waits for its commit. */
const rounds = 2;
/** Messages handed to carriers and not answered; beyond it no new round begins. */
const mostUnderWay = 2_000;
const leaseMs = 30_000;
const pollMs = 200;
const laterMs = 500;
/** Whoever asks a carrier in vain asks again after this long. */
const askAgainMs = 15_000;
const rowKinds: ReadonlySet<Leased['kind']> = new Set([
  ...(['start', 'reply', 'undelivered', 'timeout', 'inboundCall', 'resolve', 'stop'] as const),
  ...(['reconcile', 'callFate', 'transferFate'] as const),
]);

/**
 * Works off what is due, until stopped: takes dispatches under a lease, applies them to their rows, hands messages to
 * carriers and applies the answers. Everything it does may be done twice after a crash; see laws 4 and 9.
 */
export function startRunner({ log, tables, failedRowsOf, carriers, now, report, ready }: RunnerParts): Runner {
  const facts = createFacts(log);
  const folds = createRowFolds(log);
  const parts = { log, tables, failedRowsOf, facts, folds, carriers, now };
  const woken = createSignal();
  const stopping = new AbortController();

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

  const watch = createOutageWatch({ log, now, report });
  const errands = createErrands({
    carriers,
    now,
    answered: watch.answered,
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
      if (work === 'later') postponed.set(dispatch, later(askAgainMs));
      else if (work) works.set(work, dispatch);
    }
    for (const [work, until] of await applyAll([...works.keys()])) {
      const dispatch = works.get(work);
      if (dispatch) postponed.set(dispatch, until);
    }
    await tables.remove(dispatches.filter((dispatch) => !postponed.has(dispatch)));
    await tables.postpone([...postponed].map(([{ subject, inputId }, until]) => ({ subject, inputId, until })));
  };

  const turn = async (): Promise<boolean> => {
    const dispatches = await tables.claim({ now: now(), leaseUntil: later(leaseMs), most: roundSize });
    if (dispatches.length === 0) return false;
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
    return dispatches.length === roundSize;
  };

  const prepared = ready(stopping.signal);
  const loop = async (): Promise<void> => {
    await prepared;
    while (!stopping.signal.aborted) {
      const raised = woken.next(pollMs, stopping.signal);
      const more =
        errands.underWay() < mostUnderWay &&
        (await turn().catch((error: unknown) => {
          report(error as Error);
          return false;
        }));
      if (!more) await raised;
    }
  };

  const loops = [
    ...Array.from({ length: rounds }, loop),
    sweep({ tables, folds, now, signal: stopping.signal, report }),
  ];
  return {
    wake: woken.raise,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
      await errands.idle();
    },
  };
}

function workOf(dispatch: Exclude<Leased, Question>): Work | null {
  switch (dispatch.kind) {
    case 'start':
      return workFrom(dispatch, { kind: 'start', ...dispatch.payload });
    case 'reply':
      return workFrom(dispatch, {
        kind: 'reply',
        contactId: idOf(dispatch.payload.stream),
        revision: dispatch.payload.revision,
      });
    case 'undelivered':
      return workFrom(dispatch, {
        kind: 'input',
        input: { kind: 'undelivered', ...dispatch.payload, why: failureClassOf(dispatch.payload.code) },
      });
    case 'timeout':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'timeout', ...dispatch.payload } });
    case 'inboundCall':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'inboundCall', ...dispatch.payload } });
    case 'resolve': {
      const { attemptId, wentOut } = dispatch.payload;
      const input: RowInput = wentOut
        ? { kind: 'accepted', attemptId, providerId: 'unknown', via: 'person' }
        : { kind: 'absent', attemptId };
      return workFrom(dispatch, { kind: 'input', input });
    }
    case 'stop':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'stop' } });
    case 'begin':
    case 'admit':
    case 'complete':
    case 'confirmPaused':
    case 'confirmStopped':
    case 'campaignEnds':
    case 'autoPause':
    case 'probeCarrier':
    case 'endOfCampaignRun':
      return null;
  }
}

const sweepEveryMs = 5_000;
const orphanAfterMs = 20_000;

/**
 * A guard that was taken for an intent which a crash kept from being written would shut its contact out for ever: where
 * the row has no such open attempt, the guard is given back.
 */
async function sweep({
  tables,
  folds,
  now,
  signal,
  report,
}: {
  tables: RunTables;
  folds: ReturnType<typeof createRowFolds>;
  now: () => Instant;
  signal: AbortSignal;
  report: (fault: Error) => void;
}): Promise<void> {
  const bell = createSignal();
  while (!signal.aborted) {
    await bell.next(sweepEveryMs, signal);
    if (isAborted(signal)) return;
    try {
      const before = new Date(Date.parse(now()) - orphanAfterMs).toISOString();
      const guards = await tables.oldGuards(before);
      for (const { rowId } of guards) folds.forget(rowId);
      const found = await folds.load(
        guards.map(({ rowId }) => rowId),
        new Set(),
      );
      const orphans = guards.filter(({ rowId, attemptId }) => {
        const row = found.get(rowId)?.row;
        return row?.status !== 'open' || row.attempt?.attemptId !== attemptId || !isEngaged(row);
      });
      if (orphans.length > 0) await tables.giveBack(orphans.map(({ attemptId }) => attemptId));
    } catch (error) {
      report(error as Error);
    }
  }
}
