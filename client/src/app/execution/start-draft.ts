import { executionSettings, usualQuietHours, type ExecutionSettings } from '#contracts/execution/settings';
import { retryReasons, usualRetries, type RetryReason } from '#contracts/execution/retries';

/** What is typed into the form of a run, as it is typed. */
export type StartDraft = {
  readonly dataSetId: string;
  readonly batchSize: string;
  readonly delaySeconds: string;
  readonly quiet: 'usual' | 'never' | 'between';
  readonly quietStart: string;
  readonly quietEnd: string;
  readonly pausesItself: boolean;
  readonly failurePercent: string;
  readonly attempts: string;
  readonly timeZoneColumn: string;
  readonly pacing: 'channel' | 'none';
  readonly timeScale: string;
  readonly retries: Readonly<Record<RetryReason, { readonly most: string; readonly afterSeconds: string }>>;
};

const usual = executionSettings.parse({});

export const usualDraft: StartDraft = {
  dataSetId: '',
  batchSize: String(usual.batchSize),
  delaySeconds: String(usual.delaySeconds),
  quiet: 'usual',
  quietStart: usualQuietHours.start,
  quietEnd: usualQuietHours.end,
  pausesItself: usual.autoPause !== null,
  failurePercent: String((usual.autoPause?.failureRate ?? 0.5) * 100),
  attempts: String(usual.autoPause?.attempts ?? 100),
  timeZoneColumn: '',
  pacing: usual.pacing,
  timeScale: String(usual.timeScale),
  retries: Object.fromEntries(
    retryReasons.map((reason) => {
      const { most, afterSeconds } = usualRetries[reason] ?? { most: 0, afterSeconds: 300 };
      return [reason, { most: String(most), afterSeconds: String(afterSeconds) }];
    }),
  ) as StartDraft['retries'],
};

type Bounds = { readonly least: number; readonly most: number };
const { batchSize, delaySeconds, timeScale, autoPause } = executionSettings.shape;
const pausing = autoPause.unwrap().unwrap().shape;
const boundsOf = ({ minValue, maxValue }: { minValue: number | null; maxValue: number | null }): Bounds => ({
  least: minValue ?? 0,
  most: maxValue ?? Number.MAX_SAFE_INTEGER,
});
const rate = boundsOf(pausing.failureRate);

/** The limits of each number, from the contract. */
export const bounds = {
  batchSize: boundsOf(batchSize.unwrap()),
  delaySeconds: boundsOf(delaySeconds.unwrap()),
  timeScale: boundsOf(timeScale.unwrap()),
  failurePercent: { least: rate.least * 100, most: rate.most * 100 },
  attempts: boundsOf(pausing.attempts),
} as const satisfies Partial<Record<keyof StartDraft, Bounds>>;

/** Where the contract's names differ from the form's. */
const fieldOf: Readonly<Record<string, string>> = {
  'autoPause.failureRate': 'failurePercent',
  'autoPause.attempts': 'attempts',
  'quietHours.start': 'quietEnd',
  'quietHours.end': 'quietEnd',
};

export type Settings = { readonly settings: Partial<ExecutionSettings> } | { readonly wrong: ReadonlySet<string> };

/** The settings that a draft stands for, or the fields that do not fit. */
export function settingsOf(draft: StartDraft): Settings {
  const { quiet, quietStart, quietEnd, pausesItself } = draft;
  const between = { start: quietStart, end: quietEnd, quietDays: [] };
  const asked = {
    batchSize: numberIn(draft.batchSize),
    delaySeconds: numberIn(draft.delaySeconds),
    timeScale: numberIn(draft.timeScale),
    pacing: draft.pacing,
    ...(quiet === 'usual' ? {} : { quietHours: quiet === 'never' ? null : between }),
    timeZoneColumn: draft.timeZoneColumn === '' ? null : draft.timeZoneColumn,
    autoPause: pausesItself
      ? { failureRate: numberIn(draft.failurePercent) / 100, attempts: numberIn(draft.attempts) }
      : null,
    retries: Object.fromEntries(
      retryReasons.flatMap((reason) => {
        const most = numberIn(draft.retries[reason].most);
        return most === 0 ? [] : [[reason, { most, afterSeconds: numberIn(draft.retries[reason].afterSeconds) }]];
      }),
    ),
  };
  const read = executionSettings.safeParse(asked);
  if (read.success) return { settings: read.data };
  const wrong = read.error.issues.map(({ path }) => path.join('.'));
  return { wrong: new Set(wrong.map((path) => fieldOf[path] ?? path)) };
}

/** NaN where nothing, or no number, was typed: the contract refuses it. */
function numberIn(typed: string): number {
  return typed.trim() === '' ? NaN : Number(typed);
}
