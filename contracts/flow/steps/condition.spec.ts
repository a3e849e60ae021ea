import { describe, expect, test } from '@jest/globals';
import { branchOnCondition, matchCondition, type ConditionConfig } from './condition.ts';

type One = ConditionConfig['conditions'][number];
const of = (operator: One['operator'], value = ''): One => ({
  id: 'hit',
  label: 'Hit',
  subject: { of: 'column', column: 'city' },
  operator,
  value,
});
const match = (held: string, condition: One): string =>
  matchCondition({ conditions: [condition] }, { values: { city: held }, answer: '' });

describe('Condition', () => {
  test.each<[One['operator'], string, string, boolean]>([
    ['equals', 'Viña del Mar', ' vina DEL mar', true],
    ['equals', 'Viña', 'Valparaíso', false],
    ['differs', 'Viña', 'Valparaíso', true],
    ['contains', 'Viña del Mar', 'del', true],
    ['contains', 'Viña', '', false],
    ['startsWith', 'Viña', 'vi', true],
    ['isEmpty', '  ', '', true],
    ['isNotEmpty', 'x', '', true],
    ['isGreaterThan', '1.234,50', '1234', true],
    ['isGreaterThan', '$ 90', '100', false],
    ['isLessThan', '0.500', '1', true],
    ['isLessThan', '1,000', '999', false],
    ['isGreaterThan', 'many', '3', false],
    ['isLessThan', 'many', '3', false],
    ['isLessThan', '-5', '0', true],
  ])('%s of “%s” and “%s”: %s', (operator, held, value, holds) => {
    expect(match(held, of(operator, value))).toBe(holds ? 'hit' : 'else');
  });
  test('of several that hold, the first is taken', () => {
    const conditions = [
      { ...of('isNotEmpty'), id: 'a' },
      { ...of('equals', 'x'), id: 'b' },
    ];
    expect(matchCondition({ conditions }, { values: { city: 'x' }, answer: '' })).toBe('a');
  });
  test('looks at the last answer where it is told to', () => {
    const conditions: One[] = [{ ...of('contains', 'mañana'), subject: { of: 'answer' } }];
    expect(matchCondition({ conditions }, { values: {}, answer: 'Mejor MANANA' })).toBe('hit');
  });
  test('a column that every object has is not there', () => {
    expect(match('', { ...of('isEmpty'), subject: { of: 'column', column: 'constructor' } })).toBe('hit');
  });
  test('names a column that the data set does not have', () => {
    expect(
      branchOnCondition
        .check({ conditions: [of('isEmpty')] }, { channels: [], templates: [], agents: [], columns: ['name'] })
        .map(({ code }) => code),
    ).toEqual(['UnknownColumn']);
  });
  test('has a port for every condition and one for all the others', () => {
    expect(branchOnCondition.ports({ conditions: [of('isEmpty')] }).map(({ name }) => name)).toEqual(['hit', 'else']);
    expect(branchOnCondition.configSchema.safeParse({ conditions: [{ ...of('isEmpty'), id: 'else' }] }).success).toBe(
      false,
    );
  });
});
