import { describe, expect, test } from '@jest/globals';
import { createLoad } from './load.ts';

/** What is said of batches of so many events, so many milliseconds apart. */
function said(batches: number, events: number, everyMs: number): boolean[] {
  const load = createLoad();
  return Array.from({ length: batches }, (_each, i) => load.after(events, 1_000 + i * everyMs));
}

describe('Load', () => {
  test('is many events at once', () => {
    expect(said(1, 20, 0)).toEqual([false]);
    expect(said(1, 21, 0)).toEqual([true]);
  });
  test('is few events that come again and again, as the parts of a list that is imported do, until they stop', () => {
    const load = createLoad();
    const imported = Array.from({ length: 400 }, (_each, i) => load.after(1, 1_000 + i * 14));
    expect(imported.slice(0, 60)).not.toContain(true);
    expect(imported.slice(-100)).not.toContain(false);
    expect(load.after(1, 20_000)).toBe(false);
  });
  test('is not what a person does, nor what making a campaign takes', () => {
    expect(said(500, 2, 100)).not.toContain(true);
    expect(said(30, 2, 1)).not.toContain(true);
  });
});
