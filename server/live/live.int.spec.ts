import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExecutionFact, Fact, Room, RowsFact } from '#contracts/wire/facts';
import type { Frame } from '#contracts/wire/sockets';
import { activeCampaign, start } from '#testing/campaign';
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
afterAll(() => product.close());

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
const executionIn = (frames: readonly Frame[]): ExecutionFact | undefined =>
  factsIn(frames).findLast((fact): fact is ExecutionFact => fact.kind === 'execution');

const csv = 'phone,name\n+56911110005,Ana\n+56911120005,Bruno\n+56911130005,Carla\n';

describe('who watches an execution', () => {
  test('is told every count until it is completed, after the commit, and which rows moved', async () => {
    const ids = await activeCampaign(admin, csv);
    const heard = await connected('operator');
    const executionId = await start(admin, ids);
    const { epoch, seq, reload } = await watched(heard, `execution:${executionId}`);
    expect(reload).toBe(true);
    const isLast = ({ facts }: Frame) =>
      facts.some((fact) => fact.kind === 'execution' && fact.status === 'completed' && fact.delivered === 3);
    await heard.hears('facts', isLast);
    const frames = heard.said.filter(({ message }) => message === 'facts').map(({ payload }) => payload as Frame);
    expect(frames.map((frame) => frame.seq)).toEqual(frames.map((_, i) => seq + 1 + i));
    expect(new Set(frames.map((frame) => frame.epoch))).toEqual(new Set([epoch]));
    const { body } = await admin.get(`/api/executions/${executionId}`);
    const { kind, ...told } = executionIn(frames) ?? ({ kind: 'execution' } as ExecutionFact);
    expect(kind).toBe('execution');
    expect(body).toMatchObject(told);
    const rows = factsIn(frames).filter((fact): fact is RowsFact => fact.kind === 'rows');
    expect(new Set(rows.flatMap((fact) => fact.rows.map(({ n }) => n)))).toEqual(new Set([0, 1, 2]));
    expect(JSON.stringify(frames)).not.toMatch(/5691111|Ana|Bruno|contact_id/);
  });
});
