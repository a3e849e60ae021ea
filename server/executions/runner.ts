import { sql } from 'kysely';
import type { MessageCarrier } from '#contracts/carrier';
import { idOf } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import { createSignal, isAborted } from '#server/engine/eventstore/wake-signal';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { claimDispatches, postponeDispatches, removeDispatches, type Leased } from './dispatch.ts';
import { createErrands } from './errands.ts';
import { createFacts } from './facts.ts';
import { fateOf } from './fate.ts';
import { createRowFolds } from './row-folds.ts';
import { applyRound, failureClassOf, type Verdict, type Work } from './row-round.ts';
import { runTask } from './run-tasks.ts';

export type RunnerParts = {
  readonly log: Log;
  readonly db: Database;
  readonly carriers: ReadonlyMap<string, MessageCarrier>;
  readonly now: () => Instant;
  /** A round failed as a whole; it is tried again when its leases have run out. */
  readonly report: (fault: Error) => void;
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
const rowKinds = new Set<Leased['kind']>(['start', 'reply', 'undelivered', 'timeout', 'reconcile', 'stop']);

/**
 * Works off what is due, until stopped: takes dispatches under a lease, applies them to their rows, hands messages to
 * carriers and applies the answers. Everything it does may be done twice after a crash; see laws 4 and 9.
 */
export function startRunner({ log, db, carriers, now, report }: RunnerParts): Runner {
  const facts = createFacts(log);
  const folds = createRowFolds(log);
  const parts = { log, db, facts, folds, now };
  const woken = createSignal();
  const stopping = new AbortController();

  const later = (ms: number): Instant => new Date(Date.parse(now()) + ms).toISOString();

  /** Applies works until none of them lost a race; returns those that have to wait. */
  const applyAll = async (works: readonly Work[]): Promise<ReadonlySet<Work>> => {
    const waiting = new Set<Work>();
    let open = works;
    while (open.length > 0) {
      const { verdicts, errands: sent } = await applyRound(parts, open);
      errands.carry(sent);
      const of = (verdict: Verdict): Work[] => open.filter((work) => verdicts.get(work) === verdict);
      for (const work of of('later')) waiting.add(work);
      open = of('raced');
    }
    return waiting;
  };

  const errands = createErrands({
    carriers,
    now,
    apply: async (works) => {
      await applyAll(works).catch((error: unknown) => {
        report(error as Error);
      });
    },
  });

  const rowRound = async (dispatches: readonly Leased[]): Promise<void> => {
    const works = new Map<Work, Leased>();
    const postponed: Leased[] = [];
    for (const dispatch of dispatches) {
      const work = dispatch.kind === 'reconcile' ? await reconcile(dispatch) : workOf(dispatch);
      if (work === 'later') postponed.push(dispatch);
      else if (work) works.set(work, dispatch);
    }
    const waiting = await applyAll([...works.keys()]);
    for (const work of waiting) postponed.push(...[works.get(work)].filter((dispatch) => dispatch !== undefined));
    const again = new Set(postponed);
    await removeDispatches(
      db.derived,
      dispatches.filter((dispatch) => !again.has(dispatch)),
    );
    await postponeDispatches(db.derived, postponed, later(laterMs));
  };

  const reconcile = async (dispatch: Extract<Leased, { kind: 'reconcile' }>): Promise<Work | 'later' | null> => {
    folds.forget(dispatch.subject);
    const row = (await folds.load([dispatch.subject], new Set())).get(dispatch.subject)?.row;
    const run = (await facts.runs([dispatch.executionId])).get(dispatch.executionId);
    if (
      row?.status !== 'open' ||
      row.attempt?.attemptId !== dispatch.payload.attemptId ||
      row.attempt.state !== 'open' ||
      !run
    )
      return null;
    const input = await fateOf({ log, carriers }, row, run);
    return input ? workFrom(dispatch, { kind: 'input', input }) : 'later';
  };

  const turn = async (): Promise<boolean> => {
    const dispatches = await claimDispatches(db.derived, { now: now(), leaseUntil: later(leaseMs), most: roundSize });
    if (dispatches.length === 0) return false;
    for (const dispatch of dispatches.filter(({ kind }) => !rowKinds.has(kind))) {
      const verdict = await runTask(parts, dispatch);
      if (verdict === 'done') await removeDispatches(db.derived, [dispatch]);
      else await postponeDispatches(db.derived, [dispatch], later(laterMs));
    }
    const ofRows = dispatches.filter(({ kind }) => rowKinds.has(kind));
    if (ofRows.length > 0) await rowRound(ofRows);
    return dispatches.length === roundSize;
  };

  const loop = async (): Promise<void> => {
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

  const loops = [...Array.from({ length: rounds }, loop), sweep({ db, folds, now, signal: stopping.signal, report })];
  return {
    wake: woken.raise,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
      await errands.idle();
    },
  };
}

/** An input's identity; what it is about is part of it, so that two waits of a row are two inputs. */
function workFrom({ subject, executionId, inputId }: Leased, source: Work['source']): Work {
  return { rowId: subject, executionId, commandId: `${subject} ${inputId}`, source };
}

function workOf(dispatch: Exclude<Leased, { kind: 'reconcile' }>): Work | null {
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
    case 'stop':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'stop' } });
    case 'begin':
    case 'admit':
    case 'complete':
    case 'confirmPaused':
    case 'confirmStopped':
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
  db,
  folds,
  now,
  signal,
  report,
}: {
  db: Database;
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
      const { rows } = await sql<{
        attempt_id: string;
        row_id: string;
      }>`select attempt_id, row_id from run.open_attempt where since < ${before} limit 500`.execute(db.derived);
      for (const { row_id } of rows) folds.forget(row_id);
      const found = await folds.load(
        rows.map(({ row_id }) => row_id),
        new Set(),
      );
      const orphans = rows.filter(({ row_id, attempt_id }) => {
        const row = found.get(row_id)?.row;
        return row?.status !== 'open' || row.attempt?.attemptId !== attempt_id || row.attempt.state !== 'open';
      });
      if (orphans.length > 0)
        await sql`delete from run.open_attempt where attempt_id = any(${orphans.map(({ attempt_id }) => attempt_id)})`.execute(
          db.derived,
        );
    } catch (error) {
      report(error as Error);
    }
  }
}
