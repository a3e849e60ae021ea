import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { subjectIds } from './subject-ids.ts';

describe('Pseudonyms', () => {
  test('are the first 128 bits of HMAC-SHA-256, of every value, short or long, one after the other', () => {
    const secrets = fc.uint8Array({ minLength: 1, maxLength: 64 });
    const values = fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(secrets, values, (bytes, texts) => {
        const secret = createSecretKey(bytes);
        const idOf = subjectIds(secret);
        const wanted = texts.map((text) => createHmac('sha256', secret).update(text).digest('hex').slice(0, 32));
        expect(texts.map(idOf)).toEqual(wanted);
      }),
    );
  });
  test('are not made under a secret that would have to be hashed first', () => {
    expect(() => subjectIds(createSecretKey(Buffer.alloc(65)))).toThrow('65 bytes');
  });
});
