import { describe, expect, test } from '@jest/globals';
import { askedIn, everyRole } from './process-roles.ts';

describe('what a process is there for', () => {
  test('is everything, unless it is said', () => {
    expect(askedIn([])).toEqual({ roles: everyRole, lan: false });
    expect([...askedIn(['--role', 'api, runner']).roles]).toEqual(['api', 'runner']);
  });
  test('is refused when it is nothing we know, with what is wanted', () => {
    expect(() => askedIn(['--role=web'])).toThrow('“web”; wanted are some of api, projections, runner');
  });
});
