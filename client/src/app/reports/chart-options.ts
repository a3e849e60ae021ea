import type { EChartsCoreOption } from 'echarts/core';
import type { Drawn, Tone } from './section.ts';

/** Drawn as SVG, so that the colours are those of the theme, whichever it is by now. */
const colours: Readonly<Record<Tone, string>> = {
  good: 'var(--mat-sys-primary)',
  soft: 'var(--chart-soft)',
  bad: 'var(--mat-sys-error)',
  warn: 'var(--mat-sys-tertiary)',
  quiet: 'var(--mat-sys-outline)',
};
const text = 'var(--mat-sys-on-surface-variant)';
const line = 'var(--mat-sys-outline-variant)';
const namesRoom = 160;

/** How numbers are drawn: bars that lie, so that their names can be read; lines for what passes in time. */
export function optionsOf({ kind, names, series }: Drawn): EChartsCoreOption {
  const bars = kind === 'bars';
  const of = {
    type: 'category',
    data: [...names],
    inverse: bars,
    axisLabel: { color: text, overflow: 'truncate', width: bars ? namesRoom : 90 },
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
  };
  const much = {
    type: 'value',
    minInterval: 1,
    axisLabel: { color: text },
    splitLine: { lineStyle: { color: line } },
  };
  return {
    animation: false,
    // Named and not inherited: the legend is set by what its words measure.
    textStyle: { fontFamily: 'Inter Variable, system-ui, sans-serif' },
    // Names are given their room: they are written in a font that is not known when it is measured.
    grid: { left: bars ? namesRoom + 12 : 48, right: 40, top: series.length > 1 ? 36 : 8, bottom: 28 },
    legend: { show: series.length > 1, top: 0, left: 0, textStyle: { color: text } },
    xAxis: bars ? much : of,
    yAxis: bars ? of : much,
    series: series.map(({ name, values, tone }) => ({
      ...{ name, data: [...values], type: bars ? 'bar' : 'line', silent: true },
      itemStyle: { color: colours[tone], borderRadius: bars ? 4 : 0 },
      lineStyle: { color: colours[tone], width: 2 },
      symbolSize: 6,
      barMaxWidth: 18,
      label: { show: bars, position: 'right', color: text },
      emphasis: { disabled: true },
    })),
  };
}

/** How high a drawing has to be for its names and bars to be told apart. */
export function heightOf({ kind, names, series }: Drawn): number {
  if (kind === 'lines') return 260;
  const each = Math.max(34, series.length * 20 + 12);
  return names.length * each + (series.length > 1 ? 64 : 36);
}
