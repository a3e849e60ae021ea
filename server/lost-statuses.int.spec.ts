import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sign } from '#server/carriers/sandbox/signature';
import { undisturbed } from '#server/carriers/sandbox/script';
import { activeCampaign, ended, start, until } from '#testing/campaign';
import { everyStepCampaign } from '#testing/every-step-campaign';
import { sandboxSecret, startTestProduct, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;

beforeAll(async () => {
  product = await startTestProduct({ timing: 'realistic', disturbances: { ...undisturbed, lost: 1 } });
  admin = await product.as('admin');
});
afterAll(() => product.close());

type Message = { readonly attempt_id: string; readonly provider_id: string; readonly status: string };

const messagesOf = async (executionId: string): Promise<readonly Message[]> =>
  (
    await product.db.pool.query<Message>(
      `select attempt_id, provider_id, status from read.messages where execution_id = $1 order by attempt_id`,
      [executionId],
    )
  ).rows;
const becomes = (executionId: string, ...statuses: readonly string[]) =>
  until(async () => {
    const messages = await messagesOf(executionId);
    return messages.map(({ status }) => status).join() === statuses.join() ? messages : null;
  });
const wordsOn = async (attemptId: string): Promise<number> =>
  (
    await product.db.pool.query<{ n: number }>('select count(*) as n from es.event where stream like $1', [
      `callback-${attemptId}_%`,
    ])
  ).rows[0]?.n ?? 0;

describe('when no status ever comes', () => {
  test('the carrier is asked: what it lists counts as if it had been told, also for the way of a row', async () => {
    const people = ['0002', '0003', '0004'].map((ending, i) => `Person ${i},+5696${String(100 + i)}${ending}`);
    const campaign = await activeCampaign(admin, `name,phone\n${people.join('\n')}\n`);
    const executionId = await start(admin, campaign, { timeScale: 2_000, pacing: 'none', quietHours: null });
    await becomes(executionId, 'undelivered', 'delivered', 'read');
    const failed = await until(async () => {
      const { rows } = await product.db.pool.query<{ reason: string }>(
        `select reason from read.rows where execution_id = $1 and n = 0 and outcome = 'failed'`,
        [executionId],
      );
      return rows[0] ?? null;
    });
    expect(failed.reason).toBe('notOnWhatsApp 63024');
  });

  test('a callback that comes after all says nothing new, and is not written again', async () => {
    const campaign = await activeCampaign(admin, 'name,phone\nAna,+56961000003\n');
    const executionId = await start(admin, campaign, { timeScale: 2_000, pacing: 'none', quietHours: null });
    const [message] = await becomes(executionId, 'delivered');
    const { attempt_id: attemptId = '', provider_id: providerId = '' } = message ?? {};
    expect(await wordsOn(attemptId)).toBe(1);
    const late = { kind: 'status', provider: 'sandbox', attemptId, providerId, status: 'delivered', errorCode: null };
    const body = JSON.stringify({ ...late, to: '+56961000003', raw: {} });
    const answer = await fetch(`${product.url}/hooks/sandbox`, {
      ...{ method: 'POST', body },
      headers: { 'content-type': 'application/json', 'x-sandbox-signature': sign(sandboxSecret, body, Date.now()) },
    });
    expect(answer.status).toBe(204);
    expect(await wordsOn(attemptId)).toBe(1);
  });

  test('whoever calls back is answered: the carrier is asked at once whether our own call to them is over', async () => {
    const campaign = await everyStepCampaign(admin, 'name,phone\nAna,+56961000020\n');
    const executionId = await start(admin, campaign, { timeScale: 20_000, pacing: 'none', quietHours: null });
    await ended(admin, executionId);
    const { rows } = await product.db.pool.query<{ label: string }>(
      'select label from read.rows where execution_id = $1',
      [executionId],
    );
    expect(rows).toEqual([{ label: 'Called us back' }]);
    // That our call had come to nothing was known before anything was fetched about it.
    const { rows: told } = await product.db.pool.query<{ type: string }>(
      `select type from es.event where type in ('CallStatusRecorded', 'CallConcluded') and data->>'attemptId' like $1
       order by position limit 1`,
      [`${executionId}%`],
    );
    expect(told).toEqual([{ type: 'CallConcluded' }]);
  });
});
