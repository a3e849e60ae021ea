/** @jest-environment node */
import { expect, test } from '@jest/globals';
import type { PieceOfWork } from './append-edits.ts';
import { createSaving } from './save-together.ts';

const piece = (opId: string): PieceOfWork => ({
  edits: [{ body: { k: 'moveStep', id: 'a', x: 0, y: 0 }, opId, at: 0 }],
  undo: null,
});

/** A disk that takes what it is given when it is told to. */
function slowDisk() {
  const given: string[] = [];
  const takes: ((taken: boolean) => void)[] = [];
  const saving = createSaving((pieces) => {
    given.push(pieces.flatMap(({ edits }) => edits.map(({ opId }) => opId)).join(' '));
    return new Promise<boolean>((resolve) => takes.push(resolve));
  });
  const take = async (taken: boolean): Promise<void> => {
    await Promise.resolve();
    takes.shift()?.(taken);
  };
  return { given, saving, take };
}

test('what is made while a disk is at work goes to it together, in its order', async () => {
  const { given, saving, take } = slowDisk();
  const first = saving.save(piece('1'));
  await Promise.resolve();
  const others = ['2', '3', '4'].map((opId) => saving.save(piece(opId)));
  expect(given).toEqual(['1']);
  await take(true);
  expect(await first).toBe(true);
  await take(true);
  expect(await Promise.all(others)).toEqual([true, true, true]);
  expect(given).toEqual(['1', '2 3 4']);
});

test('what goes together is refused together, and what comes later is tried again', async () => {
  const { given, saving, take } = slowDisk();
  const refused = ['1', '2'].map((opId) => saving.save(piece(opId)));
  await take(false);
  expect(await Promise.all(refused)).toEqual([false, false]);
  const later = saving.save(piece('3'));
  await take(true);
  expect(await later).toBe(true);
  await saving.done();
  expect(given).toEqual(['1 2', '3']);
});
