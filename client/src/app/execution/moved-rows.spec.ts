import { describe, expect, test } from '@jest/globals';
import type { RowFact, RowsFact } from '#contracts/wire/facts';
import { withMoved } from './moved-rows.ts';

const row = (n: number, change: Partial<RowFact> = {}): RowFact => ({
  ...{
    row_id: `r_${n}`,
    n,
    file_row: n + 1,
    status: 'open',
    step: 's',
    waiting_until: null,
    deferred_because: null,
    outcome: null,
  },
  ...{ label: null, reason: null, attempts: 0, in_doubt: false, delivered: false, read: false, replied: false },
  position: 1,
  ...change,
});
const fact = (...rows: readonly RowFact[]): RowsFact => ({ kind: 'rows', execution_id: 'e', rows, more: false });
const numbers = (rows: readonly { readonly n: number }[]): readonly number[] => rows.map(({ n }) => n);

describe('Rows that move', () => {
  test('are shown as they stand now, and an older word about them changes nothing', () => {
    const shown = [row(0, { position: 5, step: 'now' }), row(1)];
    const after = withMoved(shown, fact(row(0, { position: 4 }), row(1, { position: 9, step: 'on' })), {
      ...{ outcome: null, whole: true },
    });
    expect(after.map(({ step }) => step)).toEqual(['now', 'on']);
  });
  test('leave the list when they no longer fit what was asked, and come in when they do', () => {
    const ended = { status: 'ended', outcome: 'failed', position: 2 } as const;
    expect(numbers(withMoved([row(0), row(1)], fact(row(0, ended)), { outcome: 'open', whole: true }))).toEqual([1]);
    const failed = [row(0, ended), row(4, ended)];
    expect(numbers(withMoved(failed, fact(row(2, ended)), { outcome: 'failed', whole: false }))).toEqual([0, 2, 4]);
  });
  test('that lie behind what was fetched wait for the next page, and are added where all was fetched', () => {
    expect(numbers(withMoved([row(0)], fact(row(7)), { outcome: null, whole: false }))).toEqual([0]);
    expect(numbers(withMoved([row(0)], fact(row(7)), { outcome: null, whole: true }))).toEqual([0, 7]);
  });
});
