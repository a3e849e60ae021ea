import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IdSet } from './id-set.ts';

const hex = (digits: string) =>
  fc
    .string({ unit: fc.constantFrom(...Array.from(digits)), minLength: 32, maxLength: 32 })
    .filter((id) => !/^0+$/.test(id));

describe('ids that were seen', () => {
  test.each([
    ['any', '0123456789abcdef'],
    ['alike', '01'],
  ])('are known again, each once, when they are %s', (_what, digits) => {
    fc.assert(
      fc.property(fc.array(hex(digits), { maxLength: 200 }), (ids) => {
        const [seen, known] = [new IdSet(), new Set<string>()];
        for (const id of ids) {
          expect(seen.add(id)).toBe(!known.has(id));
          known.add(id);
        }
      }),
    );
  });
  test('are known again when there are many', () => {
    const seen = new IdSet();
    const id = (i: number): string =>
      (BigInt(i) * 0x9e3779b97f4a7c15f39cc0605cedc835n).toString(16).slice(-32).padStart(32, '0');
    for (let i = 1; i <= 50_000; i += 1) expect(seen.add(id(i))).toBe(true);
    for (let i = 1; i <= 50_000; i += 977) expect(seen.add(id(i))).toBe(false);
  });
});
