import { setTimeout as wait } from 'node:timers/promises';
import type { MessageStatus } from '#contracts/callback/status';
import type { Stage } from './stage.ts';

/** How long lost statuses may take to be asked for after the end of a hurried run. Milliseconds. */
const learnsWithinMs = 60_000;

/** Waits until every message is shown as the carrier lists it, and no call as lasting; how many are not after a while. */
export async function shownUnlikeListed(stage: Stage): Promise<number> {
  const until = performance.now() + learnsWithinMs;
  for (;;) {
    const unlike = await unlikeListed(stage);
    if (unlike === 0 || performance.now() > until) return unlike;
    await wait(500);
  }
}

async function unlikeListed(stage: Stage): Promise<number> {
  const { shown, numbers, lasting } = await stage.onDatabase(async ({ pool }) => {
    const messages = await pool.query<{ id: string; status: MessageStatus }>(
      'select provider_id as id, status from read.messages where accepted_at is not null',
    );
    const channels = await pool.query<{ number: string }>(`select number from read.channels where kind = 'whatsapp'`);
    const calls = await pool.query<{ n: number }>(
      `select count(*) as n from read.calls where status in ('queued', 'initiated', 'ringing', 'in-progress')`,
    );
    return { shown: messages.rows, numbers: channels.rows, lasting: calls.rows[0]?.n ?? 0 };
  });
  const listed = new Map<string, MessageStatus>();
  for (const { number } of numbers) for (const each of await stage.listed(number)) listed.set(...each);
  return lasting + shown.filter(({ id, status }) => listed.get(id) !== status).length;
}
