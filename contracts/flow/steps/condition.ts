import * as z from 'zod';
import { defineStep } from './definition.ts';

const operators = [
  ...['equals', 'differs', 'contains', 'startsWith'],
  ...['isEmpty', 'isNotEmpty', 'isGreaterThan', 'isLessThan'],
] as const;

const condition = z.object({
  /** Also the name of its port. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .refine((id) => id !== 'else', 'any name but else'),
  label: z.string().trim().min(1).max(60),
  /** A column of the data set, or the contact's last answer. */
  subject: z.discriminatedUnion('of', [
    z.object({ of: z.literal('column'), column: z.string().trim().min(1).max(200) }),
    z.object({ of: z.literal('answer') }),
  ]),
  operator: z.enum(operators),
  /** What it is compared with; not looked at by isEmpty and isNotEmpty. */
  value: z.string().max(500).default(''),
});

const configSchema = z.object({
  conditions: z
    .array(condition)
    .min(1)
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'conditions with different ids'),
});

export type ConditionConfig = z.infer<typeof configSchema>;
type Operator = (typeof operators)[number];

/** Chooses a way by what is known of the contact: the first condition that holds, else `else`. */
export const branchOnCondition = defineStep({
  type: 'Condition',
  configSchema,
  ports: ({ conditions }) => [
    ...conditions.map(({ id }) => ({ name: id, required: true })),
    { name: 'else', required: true },
  ],
  check: ({ conditions }, { columns }) =>
    conditions.flatMap(({ id, label, subject }) => {
      if (subject.of === 'answer' || columns === null || columns.includes(subject.column)) return [];
      const sentence = `“${label}” looks at the column “${subject.column}”, which the data set does not have; its columns are ${columns.join(', ')}.`;
      return [{ severity: 'blocks', code: 'UnknownColumn', field: 'conditions', port: id, sentence }] as const;
    }),
});

/** The port for a row: texts are compared without regard to case, accents and surrounding space; numbers as numbers. */
export function matchCondition(
  { conditions }: ConditionConfig,
  known: { readonly values: Readonly<Record<string, string>>; readonly answer: string },
): string {
  const found = conditions.find(({ subject, operator, value }) => {
    const held = subject.of === 'answer' ? known.answer : valueOf(known.values, subject.column);
    return holds(operator, held, value);
  });
  return found?.id ?? 'else';
}

function valueOf(values: Readonly<Record<string, string>>, column: string): string {
  return (Object.hasOwn(values, column) ? values[column] : undefined) ?? '';
}

function holds(operator: Operator, held: string, wanted: string): boolean {
  const [left, right] = [plain(held), plain(wanted)];
  switch (operator) {
    case 'equals':
      return left === right;
    case 'differs':
      return left !== right;
    case 'contains':
      return right !== '' && left.includes(right);
    case 'startsWith':
      return right !== '' && left.startsWith(right);
    case 'isEmpty':
      return left === '';
    case 'isNotEmpty':
      return left !== '';
    case 'isGreaterThan':
      return numberOf(held) > numberOf(wanted);
    case 'isLessThan':
      return numberOf(held) < numberOf(wanted);
  }
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** 1234.5, 1,234.5 and 1.234,5 alike: the last of point and comma divides, unless three digits follow it alone. */
function numberOf(text: string): number {
  const digits = text.replace(/[^\d.,-]/g, '');
  if (!/\d/.test(digits)) return Number.NaN;
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const marks = digits.replace(/[^.,]/g, '');
  const grouping = last < 0 || (new Set(marks).size === 1 && /[.,]\d{3}$/.test(digits) && !/^-?0[.,]/.test(digits));
  if (grouping) return Number(digits.replace(/[.,]/g, ''));
  return Number(`${digits.slice(0, last).replace(/[.,]/g, '')}.${digits.slice(last + 1)}`);
}
