import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readyDataFolder } from './data-folder.ts';

const within = mkdtempSync(join(tmpdir(), 'ai-flows-data-folder-'));
afterAll(() => {
  rmSync(within, { recursive: true });
});

describe('the data folder', () => {
  test('is made with the folders above it, and may be there already', () => {
    const folder = join(within, 'a', 'b');
    readyDataFolder(folder);
    readyDataFolder(folder);
    expect(existsSync(folder)).toBe(true);
  });
  test('that cannot be written is told with the folder, the reason and the way out', () => {
    const file = join(within, 'file');
    writeFileSync(file, '');
    for (const folder of [file, join(file, 'below')])
      expect(() => readyDataFolder(folder)).toThrow(
        `DATA_DIR is “${folder}”, where nothing can be written: a file stands in its way. Set DATA_DIR to`,
      );
  });
  test('is given up at once where the system makes no folder', () => {
    if (!existsSync('/proc/self')) return;
    expect(() => readyDataFolder('/proc/none/below')).toThrow('no folder can be made there');
  });
});
