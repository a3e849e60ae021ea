import { describe, expect, test } from '@jest/globals';
import type { ExecutionReport } from '#client/data/reports';
import { runSections } from './run-sections.ts';
import type { Section, Show } from './section.ts';

const show: Show = {
  ...{ t: (key) => key, n: (value) => String(value ?? '–'), share: (value) => String(value), moment: String },
  ...{ seconds: (value) => `${String(value)} s`, reason: (reason) => reason ?? '–', outcome: (outcome) => outcome },
  ...{ verdict: (verdict) => verdict, step: (id) => `step ${id}` },
};
const steps = [
  { step: 'b', type: 'SendMessage', entered: 10, passed_on: 6, open: 3, ended: 1, entered_share: 1 },
  { step: 'a', type: 'Start', entered: 10, passed_on: 10, open: 0, ended: 0, entered_share: 1 },
  { step: 'never', type: 'End', entered: 0, passed_on: 0, open: 0, ended: 0, entered_share: 0 },
];
const report = {
  totals: { rows: 12, contacted: 10, replied: 4, completed: 6, failed: 1 },
  ...{ whatsapp: null, voice: null, templates: [], messageFailures: [], callOutcomes: [], callFailures: [] },
  outcomes: [
    { outcome: 'Confirmed', completed: true, rows: 6, share: 0.86 },
    { outcome: 'failed', completed: false, rows: 1, share: 0.14 },
  ],
  failures: [{ reason: 'invalidNumber 21211', rows: 1 }],
  decisions: [{ verdict: 'deferred', reason: 'QuietHours', decisions: 3 }],
  ...{ steps, funnel: [], retries: [] },
} as unknown as ExecutionReport;

const sectionOf = (key: string): Section | undefined =>
  runSections({ report, voice: null, series: null }, show).find((section) => section.key === key);

describe('The report of a run', () => {
  test('has a part for each thing that happened, and none for what did not', () => {
    const keys = runSections({ report, voice: null, series: null }, show).map(({ key }) => key);
    expect(keys).toEqual(['outcomes', 'funnel', 'decisions']);
  });
  test('leads from an outcome to its rows: those of an End step by its outcome, the others by how they ended', () => {
    const [outcomes, failures] = sectionOf('outcomes')?.tables ?? [];
    expect(outcomes?.rows.map((row) => row[1]?.rows)).toEqual([{ label: 'Confirmed' }, { outcome: 'failed' }]);
    expect(failures?.rows[0]?.[1]?.rows).toEqual({ reason: 'invalidNumber 21211' });
  });
  test('draws the funnel in the order of the way, without steps nobody came to', () => {
    const { drawn, tables } = sectionOf('funnel') ?? {};
    expect(drawn?.names).toEqual(['step a', 'step b']);
    expect(drawn?.series.map(({ values }) => values)).toEqual([
      [10, 10],
      [10, 6],
    ]);
    expect(tables?.[0]?.rows[1]?.map(({ rows }) => rows)).toEqual([
      undefined,
      { step: 'b' },
      undefined,
      undefined,
      { at: 'b' },
      undefined,
    ]);
  });
  test('leads from a decision to the rows it was made about', () => {
    expect(sectionOf('decisions')?.tables[0]?.rows[0]?.[2]).toEqual({
      ...{ text: '3', rows: { verdict: 'deferred', why: 'QuietHours' } },
    });
  });
});
