import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Connection } from '#server/engine/sockets/connection';
import { startTestProduct, type TestProduct } from '#testing/product';
import { createPresence, topicOf } from './presence.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(() => product.close());

const connectionOf = (personId: string): Connection =>
  ({
    id: randomUUID(),
    visitor: { personId, may: () => true },
    atEnd: () => undefined,
    isOpen: () => true,
  }) as unknown as Connection;

test('devices of a process that died are gone after three beats, and who is there is told; those who are there stay', async () => {
  const flowId = randomUUID();
  const { promise: told, resolve } = Promise.withResolvers<undefined>();
  let listens = false;
  const presence = createPresence({
    ...{ db: product.db, log: product.app.log, within: () => [], beatMs: 20 },
    publish: (topics) => (listens && topics.includes(topicOf(flowId)) ? resolve(undefined) : undefined),
    report: (fault) => {
      throw fault;
    },
  });
  const here = randomUUID();
  await presence.enter(connectionOf(randomUUID()), flowId, here);
  listens = true;
  // What the dead process said last.
  await product.db.pool.query(
    `insert into live.presence(connection, flow_id, process, replica, person_id, since)
     values (gen_random_uuid(), $1, gen_random_uuid(), gen_random_uuid(), $2, now())`,
    [flowId, randomUUID()],
  );
  await told;
  const { rows } = await product.db.pool.query<{ replica: string }>(
    'select replica from live.presence where flow_id = $1',
    [flowId],
  );
  expect(rows.map(({ replica }) => replica)).toEqual([here]);
  await presence.close();
});
