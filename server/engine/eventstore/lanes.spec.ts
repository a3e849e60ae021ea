import { expect, test } from '@jest/globals';
import { createLanes } from './lanes.ts';
import { StoreUnavailable } from './store-faults.ts';

/** A call that ends when it is told to. */
function openCall() {
  let end = (): void => undefined;
  let fail = (_fault: Error): void => undefined;
  const made = { begun: false };
  const call = (): Promise<string> => {
    made.begun = true;
    return new Promise((resolve, reject) => {
      end = () => resolve('answered');
      fail = reject;
    });
  };
  return { made, call, end: () => end(), fail: (fault: Error) => fail(fault) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('so many calls are made at a time, the others in their order as soon as one is over, however it ended', async () => {
  const inLane = createLanes(2);
  const calls = [openCall(), openCall(), openCall(), openCall()];
  const answers = calls.map(({ call }) => inLane(call).catch((fault: unknown) => (fault as Error).message));
  const begun = () => calls.map(({ made }) => made.begun);
  await settled();
  expect(begun()).toEqual([true, true, false, false]);
  calls[1]?.fail(new Error('wrong'));
  await settled();
  expect(begun()).toEqual([true, true, true, false]);
  calls[0]?.end();
  await settled();
  calls[2]?.end();
  calls[3]?.end();
  expect(await Promise.all(answers)).toEqual(['answered', 'wrong', 'answered', 'answered']);
});

test('whoever waits behind a call to a store that is away is told so at once, and later calls are made again', async () => {
  const inLane = createLanes(1);
  const calls = [openCall(), openCall(), openCall()];
  const told = calls.slice(0, 2).map(({ call }) => inLane(call).catch((fault: unknown) => fault));
  await settled();
  calls[0]?.fail(new StoreUnavailable('Reading'));
  expect((await Promise.all(told)).map((fault) => fault instanceof StoreUnavailable)).toEqual([true, true]);
  expect(calls[1]?.made.begun).toBe(false);
  const later = inLane(calls[2]?.call ?? (() => Promise.resolve('')));
  await settled();
  calls[2]?.end();
  expect(await later).toBe('answered');
});
