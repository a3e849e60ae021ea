import { undisturbed, type Disturbances } from '#server/carriers/sandbox/script';
import { accountOf, differences, withoutCallCodes, type Account } from './account.ts';
import { isClean, type Findings } from './judge.ts';
import { runCampaign } from './run-campaign.ts';
import { shownUnlikeListed } from './shown-as-listed.ts';
import { openStage } from './stage.ts';
import { watchStatuses } from './watch-statuses.ts';

export type CallbackOptions = {
  readonly rows: number;
  readonly seed: number;
  readonly say: (sentence: string) => void;
};

/** A run under some callbacks: what became of it, and what was seen while it went on. */
type Played = {
  readonly account: Account;
  readonly findings: Findings;
  /** Messages that are not shown as the carrier lists them, once there was time to ask it. */
  readonly unlikeListed: number;
  readonly wentBack: number;
  readonly told: number;
  readonly late: number;
};

export type CallbackReport = {
  readonly ok: boolean;
  readonly found: Readonly<Record<string, unknown>>;
};

const shaken: Disturbances = { duplicate: 0.3, reorder: 0.3, late: 0.2, early: 0.2, lost: 0 };
/** So slow that what a contact does within the hour is never as late as the day after which nobody waits for it. */
const timeScale = 2_000;

/**
 * F3: the same people are reached three times: with clean callbacks, with callbacks that come twice, out of order, early
 * and hours late, and with these of which a fifth of the statuses never come. What became of the people must be the same,
 * and the reports too: what a lost status, or one that is hours late, would have told is asked for, except the error code of
 * a call that failed, which no carrier lists; such calls are counted.
 */
export async function badCallbacks({ rows, seed, say }: CallbackOptions): Promise<CallbackReport> {
  const play = (name: string, disturbances: Disturbances): Promise<Played> => {
    say(`callbacks ${name}`);
    return playWith({ rows, seed, disturbances });
  };
  const clean = await play('clean', undisturbed);
  const bad = await play('twice, out of order, early, late', shaken);
  const lossy = await play('twice, out of order, early, late, a fifth lost', { ...shaken, lost: 0.2 });
  const badDifferent = differences(withoutCallCodes(clean.account), withoutCallCodes(bad.account));
  const lossyDifferent = differences(withoutCallCodes(clean.account), withoutCallCodes(lossy.account));
  const wentBack = clean.wentBack + bad.wentBack + lossy.wentBack;
  const all = [clean, bad, lossy];
  const unlikeTold = all.reduce((sum, { account }) => sum + account.unlikeTold, 0);
  const unlikeListed = all.reduce((sum, each) => sum + each.unlikeListed, 0);
  return {
    ok:
      wentBack === 0 &&
      unlikeTold === 0 &&
      unlikeListed === 0 &&
      all.every(({ findings }) => isClean({ ...findings, inDoubt: 0 })) &&
      badDifferent.length === 0 &&
      lossyDifferent.length === 0,
    found: {
      rows: clean.findings.rows,
      toldClean: clean.told,
      toldBad: bad.told,
      toldLossy: lossy.told,
      heardLate: bad.late + lossy.late,
      differentBad: badDifferent.length,
      differentLossy: lossyDifferent.length,
      statusesThatWentBack: wentBack,
      shownUnlikeTold: unlikeTold,
      shownUnlikeListed: unlikeListed,
      failedCallsWithoutCode: bad.account.failedCallsWithoutCode + lossy.account.failedCallsWithoutCode,
      inDoubt: all.reduce((sum, { account }) => sum + account.inDoubt.length, 0),
      slowestAnswerMs: Math.max(...all.map(({ account }) => account.slowestAnswerMs)),
      pauses: all.flatMap(({ account }) => account.pauses).join(' '),
      rowsInDoubt: all.flatMap(({ account }) => account.inDoubt).join(' '),
      firstOfBad: badDifferent.slice(0, 8).join('; '),
      firstOfLossy: lossyDifferent.slice(0, 8).join('; '),
    },
  };
}

async function playWith({
  rows,
  seed,
  disturbances,
}: {
  rows: number;
  seed: number;
  disturbances: Disturbances;
}): Promise<Played> {
  const stage = await openStage({ seed, disturbances });
  try {
    const session = await stage.begin();
    const [executionId, unlikeListed, watched] = await stage.onDatabase(async (db) => {
      const watch = watchStatuses(db);
      const id = await runCampaign(session, {
        folder: stage.folder,
        rows,
        run: 1,
        timeScale,
      });
      // What is hours late comes after the end, and counts all the same.
      await stage.told();
      return [id, await shownUnlikeListed(stage), await watch.end()] as const;
    });
    const findings = await stage.judged();
    const account = await stage.onDatabase((db) => accountOf(db, executionId));
    return { account, findings, unlikeListed, wentBack: watched.wentBack, told: watched.told, late: watched.late };
  } finally {
    await stage.close();
  }
}
