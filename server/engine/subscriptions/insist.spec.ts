import { describe, expect, test } from '@jest/globals';
import { insist } from './insist.ts';

describe('what must be done before anything else', () => {
  test('is tried again until it is done, and every failure is told', async () => {
    const told: string[] = [];
    let tries = 0;
    const work = (): Promise<void> => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Error(`failure ${tries}`)) : Promise.resolve();
    };
    await insist(work, (fault) => told.push(fault.message), new AbortController().signal);
    expect({ tries, told }).toEqual({ tries: 3, told: ['failure 1', 'failure 2'] });
  });
  test('is given up at the signal', async () => {
    const stopping = new AbortController();
    const failing = (): Promise<void> => Promise.reject(new Error('still away'));
    await insist(failing, () => stopping.abort(), stopping.signal);
    expect(stopping.signal.aborted).toBe(true);
  });
});
