import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { starterFlow } from '#contracts/flow/starter-flow';
import { syncSchema } from '#contracts/wire/sync';
import type { Answer, Caller } from './product.ts';

export type TestCampaign = {
  readonly campaignId: string;
  readonly flowId: string;
  readonly channelId: string;
  readonly templateId: string;
  readonly dataSetId: string;
};

/** A draft with a channel, a template and the starter flow drawn; nothing uploaded, nothing published. */
export async function draftCampaign(
  admin: Caller,
  timeoutSeconds = 86_400,
): Promise<TestCampaign & { readonly head: number }> {
  const ids = {
    campaignId: randomUUID(),
    flowId: randomUUID(),
    channelId: randomUUID(),
    templateId: randomUUID(),
    dataSetId: randomUUID(),
  };
  const number = `+5660${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
  await accepted(
    admin.command(`/api/channels/${ids.channelId}/commands`, 'RegisterChannel', {
      kind: 'whatsapp',
      provider: 'sandbox',
      number,
      name: 'Test sender',
    }),
  );
  const template = {
    name: 'reminder',
    language: 'en',
    category: 'utility',
    body: 'Hello {{1}}, will you come?',
    approval: 'approved',
  };
  await accepted(admin.command(`/api/templates/${ids.templateId}/commands`, 'RegisterTemplate', template));
  await accepted(admin.command(`/api/flows/${ids.flowId}/commands`, 'CreateFlow', { name: 'Reminder' }));
  const replica = randomUUID();
  const ops = starterFlow({ templateId: ids.templateId, variables: { 1: '{{name|there}}' }, timeoutSeconds }).map(
    (body, i) => ({
      ...{ opId: randomUUID(), replica, seq: i + 1, v: 1, flowId: ids.flowId, at: 0 },
      ...body,
    }),
  );
  const pushed = await accepted(admin.post(`/api/flows/${ids.flowId}/push`, { replica, schema: syncSchema, ops }));
  await accepted(
    admin.command(`/api/campaigns/${ids.campaignId}/commands`, 'CreateCampaign', {
      flowId: ids.flowId,
      name: 'Test campaign',
    }),
  );
  await accepted(
    admin.command(`/api/campaigns/${ids.campaignId}/commands`, 'AssignChannel', { channelId: ids.channelId }),
  );
  // Who made it finds it at once; so does from now on everybody else.
  await admin.get(`/api/campaigns/${ids.campaignId}`);
  return { ...ids, head: pushed.body.head as number };
}

/** The same with these contacts, published and active. */
export async function activeCampaign(admin: Caller, csv: string, timeoutSeconds?: number): Promise<TestCampaign> {
  const { head, ...ids } = await draftCampaign(admin, timeoutSeconds);
  await uploadRows(admin, ids, csv);
  await accepted(
    admin.command(`/api/flows/${ids.flowId}/commands`, 'PublishFlow', { rev: head, campaignId: ids.campaignId }),
  );
  await accepted(admin.command(`/api/campaigns/${ids.campaignId}/commands`, 'ActivateCampaign'));
  return ids;
}

export async function uploadRows(
  caller: Caller,
  { campaignId, dataSetId }: TestCampaign,
  csv: string | Uint8Array,
  query: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const asked = { commandId: randomUUID(), name: 'Contacts', fileName: 'contacts.csv', ...query };
  await accepted(caller.upload(`/api/campaigns/${campaignId}/data-sets/${dataSetId}`, asked, csv));
  return until(async () => {
    const { body, status } = await caller.get(`/api/data-sets/${dataSetId}`);
    return status === 200 && body.status !== 'processing' ? body : null;
  });
}

export async function start(
  caller: Caller,
  { campaignId, dataSetId }: TestCampaign,
  settings: object = {},
): Promise<string> {
  const executionId = randomUUID();
  await accepted(
    caller.command(`/api/campaigns/${campaignId}/commands`, 'StartExecution', { executionId, dataSetId, settings }),
  );
  return executionId;
}

export async function ended(caller: Caller, executionId: string): Promise<Record<string, unknown>> {
  return until(async () => {
    const { body, status } = await caller.get(`/api/executions/${executionId}`);
    return status === 200 && (body.status === 'completed' || body.status === 'stopped') ? body : null;
  });
}

/** Asks until there is an answer; the test's own time limit is the only one. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    await wait(20);
  }
}

export async function accepted(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.status !== 200) throw new Error(`The request was answered with ${answer.status}: ${answer.text}`);
  return answer;
}
