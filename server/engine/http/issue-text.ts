import * as z from 'zod';
import { fieldsOf } from './wanted-form.ts';

type Issue = z.core.$ZodIssue;

/** What nobody is shown again, not even who sent it. */
const secrets = /^(password|current|token|code|secret)$/;
const shown = 60;

const kinds: Readonly<Record<string, string>> = {
  ...{ string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false' },
  ...{ object: 'an object', record: 'an object', array: 'a list', null: 'null' },
};
const formats: Readonly<Record<string, string>> = {
  ...{ uuid: 'a UUID', datetime: 'a time like 2026-11-29T09:00:00Z', email: 'an e-mail address' },
  ...{ url: 'an address like https://example.org' },
};

/** The value found and the value wanted; `wanted` is the form of what may stand at that place. */
export function issueText(issue: Issue, asked: unknown, wanted: z.ZodType | null): string {
  if (issue.code === 'unrecognized_keys') return unknownText(issue.keys, fieldsOf(wanted));
  const found = issue.path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key],
    asked,
  );
  const hidden = secrets.test(String(issue.path.at(-1)));
  const said = wantedBy(issue, wanted);
  if (hidden) return `${said} is wanted`;
  const many = Array.isArray(found) && 'origin' in issue && issue.origin === 'array';
  return `${many ? amount('array', found.length) : foundText(found)} found, ${said} wanted`;
}

function unknownText(found: readonly string[], known: readonly string[]): string {
  const ways = known.length > 0 ? `known are ${known.map(quoted).join(', ')}` : 'leave it out, nothing is wanted here';
  return `${found.map(quoted).join(', ')} is not known here; ${ways}`;
}

function wantedBy(issue: Issue, wanted: z.ZodType | null): string {
  // A rule that says in its own words what is wanted.
  if (!/^(Invalid|Too (big|small)|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return formatOf(wanted) ?? kinds[issue.expected] ?? issue.expected;
    case 'too_small':
      return `at least ${amount(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `at most ${amount(issue.origin, issue.maximum)}`;
    case 'invalid_format':
      return formats[issue.format] ?? (issue.pattern === undefined ? issue.format : `the form ${issue.pattern}`);
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options) : 'another form';
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
    case 'custom':
      return issue.message;
  }
}

function formatOf(wanted: z.ZodType | null): string | undefined {
  return wanted instanceof z.ZodStringFormat ? formats[wanted.format ?? ''] : undefined;
}

function oneOf(values: readonly unknown[]): string {
  const all = values.map((value) => (typeof value === 'string' ? quoted(value) : String(value)));
  return all.length === 1 ? (all[0] ?? '') : `one of ${all.join(', ')}`;
}

function amount(origin: string, n: number | bigint): string {
  if (origin === 'string') return `${n} character${n === 1 ? '' : 's'}`;
  return origin === 'array' ? `${n} entr${n === 1 ? 'y' : 'ies'}` : String(n);
}

/** Of what came as JSON. */
export function foundText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string')
    return value.length > shown ? `${quoted(value.slice(0, shown))}… (${value.length} characters)` : quoted(value);
  if (Array.isArray(value))
    return value.length > 0 && value.every((each) => typeof each === 'string') ? quoted(value.join(', ')) : 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : `${value as number}`;
}

function quoted(text: string): string {
  return text === '\t' ? 'a tab' : `“${text}”`;
}
