import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CueQueue } from './cue-queue.ts';

test('cues come in the order in which they are due, and those due together as they were added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (dues) => {
      const queue = new CueQueue<{ due: number; n: number }>();
      const cues = dues.map((due, n) => ({ due, n }));
      for (const cue of cues) queue.add(cue.due, cue);
      const taken: (typeof cues)[number][] = [];
      for (let cue = queue.take(Infinity); cue !== undefined; cue = queue.take(Infinity)) taken.push(cue);
      expect(taken).toEqual(cues.toSorted((left, right) => left.due - right.due));
      expect([queue.size, queue.nextDue]).toEqual([0, undefined]);
    }),
  );
});

test('nothing comes before it is due', () => {
  const queue = new CueQueue<string>();
  queue.add(10, 'later');
  expect([queue.take(9), queue.nextDue, queue.take(10)]).toEqual([undefined, 10, 'later']);
});
