import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { parseAs, parseAsked } from './parse.ts';

const command = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('Describe'),
    data: z.strictObject({
      name: z.string().min(1).max(5),
      id: z.uuid(),
      from: z.iso.datetime(),
      kind: z.enum(['voice', 'whatsapp']),
      provider: z.literal('sandbox'),
      size: z.int().min(1),
      country: z.string().refine((text) => text === 'CL', 'a country like CL'),
    }),
  }),
  z.strictObject({ type: z.literal('Archive'), data: z.strictObject({}) }),
]);
const said = (asked: unknown): Record<string, string> => {
  const parsed = parseAs<unknown>(command, asked);
  if (parsed.ok) throw new Error('It was taken.');
  return Object.fromEntries(parsed.invalid.issues.map(({ field, problem }) => [field, problem]));
};

test('what is malformed is told field by field, with the value found and the value wanted', () => {
  const data = { name: 'x'.repeat(200), id: 'nope', from: 'tomorrow', kind: 'fax', provider: 'pigeon', size: 0 };
  expect(said({ type: 'Describe', data: { ...data, country: 'XX', force: true } })).toEqual({
    'data.name': `“${'x'.repeat(60)}”… (200 characters) found, at most 5 characters wanted`,
    'data.id': '“nope” found, a UUID wanted',
    'data.from': '“tomorrow” found, a time like 2026-11-29T09:00:00Z wanted',
    'data.kind': '“fax” found, one of “voice”, “whatsapp” wanted',
    'data.provider': '“pigeon” found, “sandbox” wanted',
    'data.size': '0 found, at least 1 wanted',
    'data.country': '“XX” found, a country like CL wanted',
    data: '“force” is not known here; known are “name”, “id”, “from”, “kind”, “provider”, “size”, “country”',
  });
  expect(said({ type: 'Explode' })).toEqual({ type: '“Explode” found, one of “Describe”, “Archive” wanted' });
  expect(said({ type: 'Archive' })).toEqual({ data: 'nothing found, an object wanted' });
  expect(said({ type: 'Archive', data: { force: 1 } })).toEqual({
    data: '“force” is not known here; leave it out, nothing is wanted here',
  });
  expect(said({ type: 'Describe', data: { ...data, country: 'CL', name: 'x', from: 5, id: undefined } })).toMatchObject(
    {
      'data.from': '5 found, a time like 2026-11-29T09:00:00Z wanted',
      'data.id': 'nothing found, a UUID wanted',
    },
  );
  const list = parseAs(z.object({ ops: z.array(z.string()).max(1) }), { ops: ['a', 'b'] });
  expect(JSON.stringify(list)).toContain('2 entries found, at most 1 entry wanted');
  expect(said([])).toEqual({ body: 'a list found, an object wanted' });
});

test('a secret is not said again', () => {
  const parsed = parseAs(z.object({ password: z.string().min(12) }), { password: 'hunter2' });
  expect(JSON.stringify(parsed)).toContain('at least 12 characters is wanted');
  expect(JSON.stringify(parsed)).not.toContain('hunter2');
});

test('a text that the database could not hold is refused wherever it stands', () => {
  const form = z.object({ steps: z.record(z.string(), z.array(z.string())) });
  const asked = (text: string) => JSON.stringify(parseAsked(form, { steps: { a: ['fine', text] } }));
  expect(asked('a\u0000b')).toContain('"field":"steps.a.1","problem":"the character U+0000 found');
  expect(asked('a\ud800b')).toContain('half of a surrogate pair found');
  expect(asked('👍')).toContain('"ok":true');
});
