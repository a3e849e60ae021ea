import { describe, expect, test } from '@jest/globals';
import { KeptRows } from './kept-rows.ts';

const many = Array.from({ length: 40_000 }, (_each, i) => ({ id: `r${i}`, n: i }));

function kept() {
  const written = new Map<string, object>();
  let rows = 0;
  const keep = new KeptRows('things', (_table, _key, each) => {
    rows += each.length;
    for (const row of each) written.set((row as { id: string }).id, row);
    return Promise.resolve();
  });
  return { keep, written, rows: () => rows };
}

describe('rows that a replay keeps in memory', () => {
  test('are written once, however often they changed', async () => {
    const { keep, written, rows } = kept();
    for (let n = 0; n < 10; n += 1) await keep.put('id', [{ id: 'a', n }]);
    await keep.flush();
    await keep.flush();
    expect([written.get('a'), rows()]).toEqual([{ id: 'a', n: 9 }, 1]);
  });
  test('need not be looked for in the table while all of it is here', async () => {
    const { keep } = kept();
    await keep.put('id', [{ id: 'a', n: 1 }]);
    expect(keep.find(['a', 'b'])).toEqual({ found: new Map([['a', { id: 'a', n: 1 }]]), missing: [] });
  });
  test('are bounded: those touched longest ago are written and let go, and have to be read again', async () => {
    const { keep, written } = kept();
    for (let from = 0; from < many.length; from += 1_000) await keep.put('id', many.slice(from, from + 1_000));
    expect(keep.find(['r0', 'r39999', 'other'])).toEqual({
      found: new Map([['r39999', { id: 'r39999', n: 39_999 }]]),
      missing: ['r0', 'other'],
    });
    await keep.flush();
    expect(written.size).toBe(many.length);
  });
});
