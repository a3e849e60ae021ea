import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSigned, sign } from './signature.ts';

test('a signature is good for its body, its secret and five minutes', () => {
  const signed = sign('secret', 'body', 1_000_000);
  expect(isSigned('secret', 'body', signed, 1_000_000 + 299_000)).toBe(true);
  expect([
    isSigned('secret', 'other', signed, 1_000_000),
    isSigned('other', 'body', signed, 1_000_000),
    isSigned('secret', 'body', signed, 1_000_000 + 301_000),
  ]).toEqual([false, false, false]);
  fc.assert(fc.property(fc.string(), (text) => expect(isSigned('secret', 'body', text, 0)).toBe(false)));
});
