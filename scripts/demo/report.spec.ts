import { expect, test } from '@jest/globals';
import { reportText, type Report } from './report.ts';

const counts = { rows: 4, contacted: 3, delivered: 3, read: 1, replied: 1, completed: 2, failed: 0, suppressed: 1 };
const totals: Report['totals'] = { ...counts, status: 'completed', opted_out: 1, stopped: 0, in_doubt: 0, calls: 0 };
const outcomes = [
  { outcome: 'ConfirmedByPhone', completed: true, rows: 2 },
  { outcome: 'optedOut', completed: false, rows: 1 },
  { outcome: 'suppressed', completed: false, rows: 1 },
];
const decisions = [{ verdict: 'deferred', reason: 'RetryLater', decisions: 2 }];

test('the report of the demo is in words; outcomes that a flow names stay as they were named', () => {
  const text = reportText({ rows: 4, accepted: 4, rejected: 0, duplicates: 0 }, { totals, outcomes, decisions });
  expect(text).toMatch(/^ {2}ConfirmedByPhone +2$/m);
  expect(text).toMatch(/^ {2}asked not to be contacted again +1$/m);
  expect(text).toMatch(/^ {2}not contacted, as they asked earlier +1$/m);
  expect(text).toMatch(/^ {2}not yet: retry later +2$/m);
});
