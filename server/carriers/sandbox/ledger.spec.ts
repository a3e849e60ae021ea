import { expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerOf, at, attemptId, message, order, transferOf } from './examples.ts';
import { attemptsIn, fileLedger, type Line } from './ledger.ts';

const taken: Line = { line: 'taken', taken: { providerId: 'SM1', at, message: message('+56961230003') } };

test('the ledger in a file survives, and a line torn by a crash is cut off', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-ledger-'));
  const file = join(folder, 'ledger.jsonl');
  const first = fileLedger(file);
  await Promise.all([first.write(taken), first.write({ line: 'heard', key: 'SM1 delivered' })]);
  await first.close();
  appendFileSync(file, '{"line":"taken","tak');
  const second = fileLedger(file);
  expect(second.lines).toEqual([taken, { line: 'heard', key: 'SM1 delivered' }]);
  await second.write({ line: 'heard', key: 'SM1 read' });
  await second.close();
  const third = fileLedger(file);
  expect(third.lines).toHaveLength(3);
  await third.close();
  rmSync(folder, { recursive: true });
});

test('an attempt that reached the carrier twice is in the book twice, whatever it was', () => {
  const about = { providerId: 'CA1', at };
  const lines: Line[] = [
    taken,
    { line: 'called', ...about, call: order('+56961230014') },
    { line: 'rang', ...about, ring: { from: '+56961230020', to: '+56600000001', timeScale: 1 }, cause: 'SM1 calls' },
    { line: 'answered', ...about, answer: answerOf('CA1', { attemptId }), refused: null },
    { line: 'answered', ...about, answer: answerOf('CA1', { attemptId }), refused: '21220' },
    { line: 'transferred', ...about, transfer: transferOf('CA1', '+56961230014', { attemptId }), refused: null },
    { line: 'hungUp', ...about },
    { line: 'heard', key: 'SM1 delivered' },
  ];
  const reached = attemptsIn(lines);
  expect(reached.map(({ what, refused }) => [what, refused])).toEqual([
    ...[
      ['message', null],
      ['call', null],
    ],
    ...[
      ['answer', null],
      ['answer', '21220'],
      ['transfer', null],
    ],
  ]);
  expect(reached.every((each) => each.attemptId === attemptId)).toBe(true);
});
