import type { ExecutionReport, ReportSeries, VoiceReport } from '#client/data/reports';
import { overTime } from './over-time.ts';
import { cell, type Section, type Show } from './section.ts';

type Told = {
  readonly report: ExecutionReport;
  readonly voice: VoiceReport | null;
  readonly series: ReportSeries | null;
};

/** The report of one run; every number leads to its rows where they can be asked for. */
export function runSections({ report, voice, series }: Told, show: Show): readonly Section[] {
  return [
    outcomes(report, show),
    ...(report.whatsapp && report.whatsapp.sent > 0 ? [whatsapp(report, report.whatsapp, show)] : []),
    ...(report.templates.length > 0 ? [templates(report, show)] : []),
    ...(report.voice && report.voice.calls > 0 ? [calls(report, report.voice, show)] : []),
    ...(voice && report.voice && report.voice.calls > 0 ? [callOutcomes(voice, show)] : []),
    funnel(report, show),
    decisions(report, show),
    ...(series && series.series.length > 1 ? [overTime(series, show)] : []),
  ];
}

function outcomes(
  { totals, outcomes: found, failures }: ExecutionReport,
  { t, n, share, reason, outcome }: Show,
): Section {
  const name = (each: { readonly outcome: string; readonly completed: boolean }): string =>
    each.completed ? each.outcome : outcome(each.outcome);
  return {
    key: 'outcomes',
    file: 'outcomes',
    figures: [
      { label: t('rows'), value: n(totals.rows) },
      { label: t('contacted'), value: n(totals.contacted) },
      { label: t('replied'), value: n(totals.replied) },
      { label: outcome('completed'), value: n(totals.completed) },
      { label: outcome('failed'), value: n(totals.failed) },
    ],
    drawn: {
      kind: 'bars',
      names: found.map(name),
      series: [{ name: t('rows'), values: found.map(({ rows }) => rows), tone: 'good' }],
    },
    tables: [
      {
        head: [t('outcome'), t('rows'), t('share')],
        rows: found.map((each) => [
          cell(name(each)),
          cell(n(each.rows), each.completed ? { label: each.outcome } : { outcome: each.outcome as 'failed' }),
          cell(share(each.share)),
        ]),
      },
      ...(failures.length === 0
        ? []
        : [
            {
              head: [t('whyFailed'), t('rows')],
              rows: failures.map((each) => [
                cell(reason(each.reason)),
                cell(n(each.rows), each.reason === null ? undefined : { reason: each.reason }),
              ]),
            },
          ]),
    ],
  };
}

function whatsapp(
  { messageFailures }: ExecutionReport,
  found: NonNullable<ExecutionReport['whatsapp']>,
  { t, n, share, reason }: Show,
): Section {
  const measures = ['sent', 'delivered', 'read', 'failed'] as const;
  return {
    key: 'whatsapp',
    file: 'whatsapp',
    figures: [
      ...measures.map((each) => ({ label: t(each), value: n(found[each]) })),
      { label: t('responseRate'), value: share(found.response_rate) },
    ],
    drawn: {
      kind: 'bars',
      names: measures.map((each) => t(each)),
      series: [{ name: t('messages'), values: measures.map((each) => found[each]), tone: 'good' }],
    },
    tables: [
      {
        head: [t('contactsWho'), t('rows'), t('share')],
        rows: [
          [cell(t('who.messaged')), cell(n(found.messaged), { is: 'messaged' }), cell('')],
          [cell(t('who.delivered')), cell(t('see'), { is: 'delivered' }), cell(share(found.delivery_rate))],
          [cell(t('who.read')), cell(t('see'), { is: 'read' }), cell(share(found.read_rate))],
          [cell(t('who.replied')), cell(n(found.replied), { is: 'replied' }), cell(share(found.response_rate))],
        ],
      },
      ...(messageFailures.length === 0
        ? []
        : [
            {
              head: [t('whyUndelivered'), t('code'), t('messages')],
              rows: messageFailures.map((each) => [
                cell(reason(each.failure)),
                cell(each.error_code ?? ''),
                cell(n(each.messages), each.failure === null ? undefined : { failure: each.failure }),
              ]),
            },
          ]),
    ],
  };
}

function templates({ templates: found }: ExecutionReport, { t, n, share }: Show): Section {
  const name = ({ name: called, language }: (typeof found)[number]): string => `${called ?? '–'} (${language ?? '–'})`;
  const measures = [
    ['sent', 'good'],
    ['delivered', 'soft'],
    ['read', 'warn'],
    ['failed', 'bad'],
  ] as const;
  return {
    key: 'templates',
    file: 'templates',
    figures: [],
    drawn: {
      kind: 'bars',
      names: found.map(name),
      series: measures.map(([each, tone]) => ({ name: t(each), tone, values: found.map((row) => row[each]) })),
    },
    tables: [
      {
        head: [t('template'), t('accepted'), ...measures.slice(1).map(([each]) => t(each)), t('responseRate')],
        rows: found.map((row) => [
          cell(name(row)),
          cell(n(row.sent), { templateId: row.template_id }),
          ...measures.slice(1).map(([each]) => cell(n(row[each]))),
          cell(share(row.response_rate)),
        ]),
      },
    ],
  };
}

function calls(
  { callFailures }: ExecutionReport,
  found: NonNullable<ExecutionReport['voice']>,
  { t, n, share, seconds, reason }: Show,
): Section {
  const results = [
    ['answered', 'answered'],
    ['voicemail', 'voicemail'],
    ['busy', 'busy'],
    ['no_answer', 'noAnswer'],
    ['not_connected', 'failed'],
  ] as const;
  return {
    key: 'voice',
    file: 'voice',
    figures: [
      { label: t('calls'), value: n(found.calls) },
      { label: t('completedCalls'), value: n(found.completed) },
      { label: t('failedCalls'), value: n(found.failed) },
      { label: t('averageSeconds'), value: seconds(found.average_seconds) },
      { label: t('transferRate'), value: share(found.transfer_rate) },
    ],
    drawn: {
      kind: 'bars',
      names: results.map(([, result]) => t(`results.${result}`)),
      series: [{ name: t('calls'), values: results.map(([each]) => found[each]), tone: 'good' }],
    },
    tables: [
      {
        head: [t('result'), t('calls')],
        rows: results.map(([each, result]) => [
          cell(t(`results.${result}`)),
          cell(n(found[each]), { callResult: result }),
        ]),
      },
      ...(callFailures.length === 0
        ? []
        : [
            {
              head: [t('whyNobody'), t('code'), t('calls')],
              rows: callFailures.map((each) => [
                cell(each.failure ? reason(each.failure) : reason(each.result)),
                cell(each.error_code ?? ''),
                cell(n(each.calls)),
              ]),
            },
          ]),
    ],
  };
}

function callOutcomes({ outcomes: found, transfers }: VoiceReport, { t, n, seconds, reason }: Show): Section {
  const name = (outcome: string | null): string => t(`callOutcomes.${outcome ?? 'open'}`);
  const sums = new Map<string | null, number>();
  for (const each of found) sums.set(each.outcome, (sums.get(each.outcome) ?? 0) + each.calls);
  return {
    key: 'callOutcomes',
    file: 'call-outcomes',
    figures: [],
    drawn: {
      kind: 'bars',
      names: [...sums.keys()].map(name),
      series: [{ name: t('calls'), values: [...sums.values()], tone: 'good' }],
    },
    tables: [
      {
        head: [t('outcome'), t('endedAt'), t('calls')],
        rows: found.map((each) => [
          cell(name(each.outcome)),
          cell(each.label ?? ''),
          cell(n(each.calls), each.outcome === null ? undefined : { callOutcome: each.outcome }),
        ]),
      },
      ...(transfers.length === 0
        ? []
        : [
            {
              head: [t('transferResult'), t('transfers'), t('averageSeconds')],
              rows: transfers.map((each) => [
                cell(reason(`notTransferred ${each.result}`)),
                cell(n(each.transfers), { transferResult: each.result as 'bridged' }),
                cell(seconds(each.average_seconds)),
              ]),
            },
          ]),
    ],
  };
}

function funnel({ steps }: ExecutionReport, { t, n, share, step }: Show): Section {
  const found = steps
    .filter(({ entered }) => entered > 0)
    .toSorted((left, right) => right.entered - left.entered || placeOf(left) - placeOf(right));
  return {
    key: 'funnel',
    file: 'steps',
    figures: [],
    drawn: {
      kind: 'bars',
      names: found.map((each) => step(each.step)),
      series: [
        { name: t('entered'), values: found.map(({ entered }) => entered), tone: 'good' },
        { name: t('passedOn'), values: found.map((each) => each.passed_on), tone: 'soft' },
      ],
    },
    tables: [
      {
        head: [t('step'), t('entered'), t('share'), t('passedOn'), t('thereNow'), t('endedThere')],
        rows: found.map((each) => [
          cell(step(each.step)),
          cell(n(each.entered), { step: each.step }),
          cell(share(each.entered_share)),
          cell(n(each.passed_on)),
          cell(n(each.open), each.open > 0 ? { at: each.step } : undefined),
          cell(n(each.ended)),
        ]),
      },
    ],
  };
}

/** Of steps to which as many came: Start is first, and an End is last. */
function placeOf({ type }: ExecutionReport['steps'][number]): number {
  if (type === 'Start') return 0;
  return type === 'End' ? 2 : 1;
}

function decisions({ decisions: found }: ExecutionReport, { t, n, reason, verdict }: Show): Section {
  return {
    key: 'decisions',
    file: 'decisions',
    figures: [],
    drawn: null,
    tables: [
      {
        head: [t('reason'), t('decision'), t('times')],
        rows: found.map((each) => [
          cell(reason(each.reason)),
          cell(verdict(each.verdict)),
          cell(n(each.decisions), { verdict: each.verdict as 'sent', why: each.reason }),
        ]),
      },
    ],
  };
}
