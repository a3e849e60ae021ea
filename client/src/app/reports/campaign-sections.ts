import type { CampaignReport, ReportSeries } from '#client/data/reports';
import { overTime } from './over-time.ts';
import { cell, type Section, type Show } from './section.ts';

/** All runs of a campaign together. Rows stand behind single runs only: each is a choice away. */
export function campaignSections(report: CampaignReport, series: ReportSeries | null, show: Show): readonly Section[] {
  return [
    runs(report, show),
    outcomes(report, show),
    ...((report.whatsapp.sent ?? 0) > 0 ? [whatsapp(report, show)] : []),
    ...((report.voice.calls ?? 0) > 0 ? [voice(report, show)] : []),
    ...(series && series.series.length > 1 ? [{ ...overTime(series, show), file: null }] : []),
  ];
}

function runs({ totals, executions }: CampaignReport, { t, n, moment, outcome }: Show): Section {
  return {
    key: 'runs',
    file: 'executions',
    figures: [
      { label: t('executions'), value: n(totals.executions) },
      { label: t('rows'), value: n(totals.rows) },
      { label: t('contacted'), value: n(totals.contacted) },
      { label: t('replied'), value: n(totals.replied) },
    ],
    drawn: null,
    tables: [
      {
        head: [t('started'), t('rows'), t('contacted'), t('replied'), outcome('completed'), outcome('failed')],
        rows: executions.map((run) => [
          { text: moment(run.started_at), run: run.execution_id },
          ...[run.rows, run.contacted, run.replied, run.completed, run.failed].map((count) => cell(n(count))),
        ]),
      },
    ],
  };
}

function outcomes({ outcomes: found }: CampaignReport, { t, n, outcome }: Show): Section {
  const name = (each: (typeof found)[number]): string => (each.completed ? each.outcome : outcome(each.outcome));
  return {
    key: 'outcomes',
    file: null,
    figures: [],
    drawn: {
      kind: 'bars',
      names: found.map(name),
      series: [{ name: t('rows'), values: found.map(({ rows }) => rows), tone: 'good' }],
    },
    tables: [{ head: [t('outcome'), t('rows')], rows: found.map((each) => [cell(name(each)), cell(n(each.rows))]) }],
  };
}

function whatsapp({ whatsapp: found, templates }: CampaignReport, { t, n, share }: Show): Section {
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
      series: [{ name: t('messages'), values: measures.map((each) => found[each] ?? 0), tone: 'good' }],
    },
    tables: [
      {
        head: [t('template'), t('accepted'), ...measures.slice(1).map((each) => t(each)), t('replied')],
        rows: templates.map((row) => [
          cell(`${row.name ?? '–'} (${row.language ?? '–'})`),
          ...measures.map((each) => cell(n(row[each]))),
          cell(n(row.rows_replied)),
        ]),
      },
    ],
  };
}

function voice({ voice: found, callOutcomes }: CampaignReport, { t, n, share, seconds }: Show): Section {
  const name = (outcome: string | null): string => t(`callOutcomes.${outcome ?? 'open'}`);
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
      names: callOutcomes.map((each) => name(each.outcome)),
      series: [{ name: t('calls'), values: callOutcomes.map(({ calls }) => calls), tone: 'good' }],
    },
    tables: [
      {
        head: [t('outcome'), t('calls')],
        rows: callOutcomes.map((each) => [cell(name(each.outcome)), cell(n(each.calls))]),
      },
    ],
  };
}
