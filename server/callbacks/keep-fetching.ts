import { setTimeout as wait } from 'node:timers/promises';
import type { Carrier } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { fetchStatuses } from './fetch-statuses.ts';
import { outstandingOf } from './outstanding.ts';

type Parts = {
  readonly db: Database;
  readonly log: Log;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly now: () => Instant;
  readonly report: (fault: Error) => void;
};

/**
 * A status that is not there after ten minutes was lost, or the person's phone is off. It is asked for a quarter of an
 * hour after the run began; when nothing was learnt, after four times as long, up to six hours; and for a day, in which
 * nearly all that is delivered is so. The price at a carrier that lists a thousand messages a page (Twilio): one request
 * for each thousand of a day's messages, each time. Milliseconds, divided by a run's time scale.
 */
const lostAfterMs = 10 * 60_000;
const firstAskedAfterMs = 15 * 60_000;
const longestPauseMs = 6 * 3_600_000;
const givenUpAfterMs = 25 * 3_600_000;
/** A hurried run is asked about no sooner, and no less long. Milliseconds. */
const soonestMs = 5_000;
const leastLongMs = 10 * 60_000;
const restMs = 2_500;

type Run = { readonly executionId: string; readonly timeScale: number; readonly endedAt: Instant | null };
type Plan = { readonly at: number; readonly pauseMs: number };

/** Asks the carriers again and again what became of messages and calls of the runs of a day, until the signal. */
export async function keepFetchingStatuses(parts: Parts, signal: AbortSignal): Promise<void> {
  let plans: ReadonlyMap<string, Plan> = new Map();
  while (!isAborted(signal)) {
    await wait(restMs, undefined, { signal }).catch(() => undefined);
    if (isAborted(signal)) return;
    try {
      plans = await lookAround(parts, plans);
    } catch (error) {
      if (!isAborted(signal)) parts.report(error as Error);
    }
  }
}

/** Looks after every run whose time has come; returns when each is looked after next. */
async function lookAround(parts: Parts, plans: ReadonlyMap<string, Plan>): Promise<ReadonlyMap<string, Plan>> {
  const at = Date.parse(parts.now());
  const next = new Map<string, Plan>();
  for (const run of await recentRuns(parts.db, at)) {
    const plan = plans.get(run.executionId) ?? planned(at, hurried(run, firstAskedAfterMs));
    next.set(run.executionId, plan.at <= at ? await look(parts, run, plan) : plan);
  }
  return next;
}

/** Runs under way, and those whose last words may still come. */
async function recentRuns({ pool }: Database, at: number): Promise<readonly Run[]> {
  const { rows } = await pool.query<Run>(
    `select execution_id as "executionId", (settings->>'timeScale')::float8 as "timeScale", ended_at as "endedAt"
     from read.executions where ended_at is null or ended_at > $1`,
    [instant(at - givenUpAfterMs)],
  );
  return rows.filter((run) => run.endedAt === null || at - Date.parse(run.endedAt) < waitsFor(run));
}

async function look(parts: Parts, run: Run, { pauseMs }: Plan): Promise<Plan> {
  const at = Date.parse(parts.now());
  const outstanding = await outstandingOf(parts.db, {
    ...{ executionId: run.executionId, alsoRead: run.endedAt !== null },
    ...{ from: instant(at - waitsFor(run)), to: instant(at - hurried(run, lostAfterMs)) },
  });
  // Where nothing is to be asked, nothing is asked in vain.
  if (outstanding.messages.length + outstanding.calls.length === 0) return planned(at, pauseMs);
  const learnt = await fetchStatuses(parts, outstanding).catch((error: unknown) => {
    // A carrier that cannot be asked now is asked the next time.
    parts.report(error as Error);
    return 0;
  });
  const longer = Math.min(pauseMs * 4, Math.max(longestPauseMs / run.timeScale, leastLongMs));
  return planned(at, learnt > 0 ? hurried(run, firstAskedAfterMs) : longer);
}

function hurried({ timeScale }: Run, ms: number): number {
  return Math.max(ms / timeScale, soonestMs);
}

function waitsFor({ timeScale }: Run): number {
  return Math.max(givenUpAfterMs / timeScale, leastLongMs);
}

function planned(from: number, pauseMs: number): Plan {
  return { at: from + pauseMs, pauseMs };
}

function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}
