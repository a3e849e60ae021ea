import { describe, expect, test } from '@jest/globals';
import { everyRole, rolesIn } from './process-roles.ts';

describe('what a process is there for', () => {
  test('is everything, unless it is said', () => {
    expect(rolesIn([])).toBe(everyRole);
    expect([...rolesIn(['--role', 'api, runner'])]).toEqual(['api', 'runner']);
  });
  test('is refused when it is nothing we know, with what is wanted', () => {
    expect(() => rolesIn(['--role=web'])).toThrow('“web”; wanted are some of api, projections, runner');
  });
});
