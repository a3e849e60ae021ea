import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ExecutionFact, Fact, Room, RowsFact } from '#contracts/wire/facts';
import type { Frame } from '#contracts/wire/sockets';
import { accepted, activeCampaign, start, until } from '#testing/campaign';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';
import { connect, type Heard } from '#testing/socket-client';

let product: TestProduct;
let admin: Caller;
const open: Heard[] = [];

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
});
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.close();
});
afterAll(async () => {
  expect(product.faults).toEqual([]);
  await product.close();
});

const connected = async (role: Parameters<TestProduct['cookie']>[0]): Promise<Heard> => {
  const heard = await connect(product.url, { cookie: await product.cookie(role) });
  open.push(heard);
  return heard;
};
const watched = async (heard: Heard, room: Room, after?: { epoch: string; seq: number }) => {
  const answer = await heard.ask('watch', after ? { room, after } : { room });
  if (answer.status !== 'ok') throw new Error(`Watching ${room} was answered with ${JSON.stringify(answer)}.`);
  return answer;
};
const factsIn = (frames: readonly Frame[]): readonly Fact[] => frames.flatMap(({ facts }) => facts);
const framesOf = ({ said }: Heard): readonly Frame[] =>
  said.filter(({ message }) => message === 'facts').map(({ payload }) => payload as Frame);
const executionIn = (frames: readonly Frame[]): ExecutionFact | undefined =>
  factsIn(frames).findLast((fact): fact is ExecutionFact => fact.kind === 'execution');

const csv = 'phone,name\n+56911110005,Ana\n+56911120005,Bruno\n+56911130005,Carla\n';

const isDone =
  (delivered: number) =>
  ({ facts }: Frame): boolean =>
    facts.some((fact) => fact.kind === 'execution' && fact.status === 'completed' && fact.delivered === delivered);

describe('who watches an execution', () => {
  test('is told every count until it is completed, and which rows moved, without a word about a person', async () => {
    const ids = await activeCampaign(admin, csv);
    const heard = await connected('operator');
    const executionId = await start(admin, ids, { pacing: 'none' });
    const { epoch, seq, reload } = await watched(heard, `execution:${executionId}`);
    expect(reload).toBe(true);
    await heard.hears('facts', isDone(3));
    const frames = framesOf(heard);
    expect(frames.map((frame) => frame.seq)).toEqual(frames.map((_, i) => seq + 1 + i));
    expect(new Set(frames.map((frame) => frame.epoch))).toEqual(new Set([epoch]));
    const { body } = await admin.get(`/api/executions/${executionId}`);
    const { kind, ...told } = executionIn(frames) ?? { kind: 'nothing' };
    expect(kind).toBe('execution');
    expect(body).toMatchObject(told);
    const rows = factsIn(frames).filter((fact): fact is RowsFact => fact.kind === 'rows');
    expect(new Set(rows.flatMap((fact) => fact.rows.map(({ n }) => n)))).toEqual(new Set([0, 1, 2]));
    expect(JSON.stringify(frames)).not.toMatch(/5691111|Ana|Bruno|contact_id/);
  });

  test('law 7: whatever is told stands in the tables already', async () => {
    const ids = await activeCampaign(admin, csv);
    const heard = await connected('operator');
    const behind: Promise<number>[] = [];
    heard.socket.on('facts', ({ facts }) => {
      for (const fact of facts)
        if (fact.kind === 'execution') behind.push(positionNow(fact).then((now) => fact.position - now));
    });
    const executionId = await start(admin, ids, { pacing: 'none' });
    await watched(heard, `execution:${executionId}`);
    await heard.hears('facts', isDone(3));
    expect(Math.max(...(await Promise.all(behind)))).toBeLessThanOrEqual(0);
  });

  test('law 8: who was away for a moment is told what they missed', async () => {
    const ids = await activeCampaign(admin, csv);
    const [away, there] = [await connected('operator'), await connected('operator')];
    const executionId = await start(admin, ids, { pacing: 'none' });
    const { epoch } = await watched(there, `execution:${executionId}`);
    const { seq } = await watched(away, `execution:${executionId}`);
    away.socket.io.engine.close();
    away.socket.close();
    await there.hears('facts', isDone(3));
    const last = framesOf(there).at(-1)?.seq ?? 0;
    expect(last).toBeGreaterThan(seq);
    const back = await connected('operator');
    const answer = await watched(back, `execution:${executionId}`, { epoch, seq });
    expect(answer.reload).toBe(false);
    expect(answer.frames.map((frame) => frame.seq)).toEqual(
      Array.from({ length: answer.seq - seq }, (_, i) => seq + 1 + i),
    );
    expect(executionIn(answer.frames)).toEqual(executionIn(framesOf(there)));
  });

  test('who was away for too long, or comes to another process, is told to load anew, and what is so now', async () => {
    const ids = await activeCampaign(admin, csv);
    const [heard, late] = [await connected('operator'), await connected('operator')];
    const executionId = await start(admin, ids, { pacing: 'none' });
    await watched(heard, `execution:${executionId}`);
    await heard.hears('facts', isDone(3));
    const room = `execution:${executionId}` as const;
    const { epoch } = await watched(heard, room);
    for (const after of [
      { epoch: randomUUID(), seq: 1 },
      { epoch, seq: 1_000_000 },
    ]) {
      const answer = await watched(late, room, after);
      expect(answer.reload).toBe(true);
      expect(executionIn(answer.frames)).toMatchObject({ status: 'completed', delivered: 3, completed: 3, rows: 3 });
    }
  });
});

describe('who watches a list', () => {
  test('is told of campaigns, of their executions and data sets, and only of what changed', async () => {
    await nothingRuns();
    const heard = await connected('editor');
    const before = await watched(heard, 'campaigns');
    const known = factsIn(before.frames).length;
    const ids = await activeCampaign(admin, csv);
    await product.caughtUp();
    const ofCampaign = await connected('editor');
    const inside = factsIn((await watched(ofCampaign, `campaign:${ids.campaignId}`)).frames);
    expect(inside.map(({ kind }) => kind).sort()).toEqual(['campaign', 'dataSet']);
    expect(inside).toContainEqual(expect.objectContaining({ kind: 'dataSet', status: 'ready', accepted: 3 }));
    await start(admin, ids, { pacing: 'none' });
    await ofCampaign.hears('facts', isDone(3));
    const isNamed = (fact: Fact): boolean => fact.kind === 'campaign' && fact.campaign_id === ids.campaignId;
    await heard.hears('facts', ({ facts }) =>
      facts.some((fact) => isNamed(fact) && fact.kind === 'campaign' && fact.status === 'completed'),
    );
    expect(factsIn(framesOf(heard)).every(isNamed)).toBe(true);
    expect(known).toBeGreaterThan(0);
  });

  test('is told of flows that are published and archived, and of how channels work', async () => {
    const heard = await connected('editor');
    await watched(heard, 'flows');
    await watched(heard, 'channels');
    const ids = await activeCampaign(admin, csv);
    await heard.hears('facts', ({ facts }) =>
      facts.some((fact) => fact.kind === 'flow' && fact.flow_id === ids.flowId && fact.published_version === 1),
    );
    await accepted(admin.command(`/api/flows/${ids.flowId}/commands`, 'ArchiveFlow'));
    await heard.hears('facts', ({ facts }) =>
      facts.some((fact) => fact.kind === 'flow' && fact.flow_id === ids.flowId && fact.status === 'archived'),
    );
    await start(admin, ids, { pacing: 'none' });
    await heard.hears('facts', ({ facts }) =>
      facts.some((fact) => fact.kind === 'channel' && fact.channel_id === ids.channelId && fact.state === 'ok'),
    );
  });
});

/** What other tests have begun is over, and everybody knows of it. */
async function nothingRuns(): Promise<void> {
  await until(async () => {
    const { rowCount } = await product.db.pool.query(
      'select from read.campaigns where running_execution_id is not null',
    );
    return rowCount === 0 ? true : null;
  });
  await product.caughtUp();
}

async function positionNow({ execution_id }: ExecutionFact): Promise<number> {
  const { rows } = await product.db.pool.query<{ position: number }>(
    'select position from read.executions where execution_id = $1',
    [execution_id],
  );
  return rows[0]?.position ?? -1;
}
