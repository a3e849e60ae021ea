import type { ReportSeries } from '#client/data/reports';
import { cell, type Section, type Show } from './section.ts';

/** What happened hour by hour or day by day. */
export function overTime({ series }: ReportSeries, { t, n, moment }: Show): Section {
  const measures = [
    ['sent', 'good'],
    ['delivered', 'soft'],
    ['replied', 'warn'],
    ['failed', 'bad'],
  ] as const;
  const possible = [...measures.map(([each]) => each), 'read', 'calls', 'answered', 'ended'] as const;
  const all = possible.filter((each) => series.some((point) => point[each] > 0));
  return {
    key: 'overTime',
    file: 'hourly',
    figures: [],
    drawn: {
      kind: 'lines',
      names: series.map(({ at }) => moment(at)),
      series: measures.map(([each, tone]) => ({ name: t(each), tone, values: series.map((point) => point[each]) })),
    },
    tables: [
      {
        head: [t('when'), ...all.map((each) => t(`happened.${each}`))],
        rows: series.map((point) => [cell(moment(point.at)), ...all.map((each) => cell(n(point[each])))]),
      },
    ],
  };
}
