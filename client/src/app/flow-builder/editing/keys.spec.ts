import { expect, test } from '@jest/globals';
import { commandOf, keyTable, type Key } from './keys.ts';

const key = (pressed: string, held: Partial<Key> = {}): Key => ({
  ...{ key: pressed, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  ...held,
});

test.each([
  ['z', { ctrlKey: true }, 'undo'],
  ['z', { metaKey: true }, 'undo'],
  ['Z', { ctrlKey: true, shiftKey: true }, 'redo'],
  ['ArrowLeft', {}, 'left'],
  ['ArrowLeft', { shiftKey: true }, 'moveLeft'],
  ['Delete', {}, 'remove'],
  ['c', {}, 'connect'],
  ['c', { ctrlKey: true }, 'copy'],
  ['ArrowLeft', { altKey: true }, null],
  ['q', {}, null],
] as const)('%s with %j is %s', (pressed, held, command) => {
  expect(commandOf(key(pressed, held))).toBe(command);
});

test('no key has two meanings', () => {
  const keys = keyTable.flatMap((line) => [...line.keys]);
  expect(new Set(keys).size).toBe(keys.length);
});
