import { expect, test } from '@jest/globals';
import { createLanes } from './lanes.ts';
import { queuedReads } from './queued-reads.ts';
import { StoreUnavailable } from './store-faults.ts';

test('a stream that many ask for while its turn has not come is read once; once reading has begun, it is read anew', async () => {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const read = queuedReads(createLanes(1), (stream) => {
    begun.push(stream);
    return new Promise<string>((resolve) => ends.push(() => resolve(`${stream} ${begun.length}`)));
  });
  const answers = [read('a'), read('a'), read('b'), read('a'), read('b')];
  const next = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  await next();
  await next();
  await next();
  expect(begun).toEqual(['a', 'a', 'b']);
  expect(await Promise.all(answers)).toEqual(['a 1', 'a 2', 'b 3', 'a 2', 'b 3']);
});

test('what failed before its turn is asked for again by the next', async () => {
  let away = true;
  const read = queuedReads(createLanes(1), (stream) =>
    away ? Promise.reject(new StoreUnavailable(`Reading ${stream}`)) : Promise.resolve(stream),
  );
  const failed = await Promise.allSettled([read('a'), read('b')]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  away = false;
  expect(await read('b')).toBe('b');
});
