import { randomUUID } from 'node:crypto';
import type { APIRequestContext, APIResponse } from 'playwright-core';
import { starterFlow } from '#contracts/flow/starter-flow';
import { syncSchema } from '#contracts/wire/sync';
import { createEmptyFlow } from './an-empty-flow.ts';
import { until } from './within.ts';

export type DrawnCampaign = { readonly campaignId: string; readonly flowId: string; readonly head: number };

/** A campaign with the starter flow drawn in it, made by whoever this request is signed in as; nothing is published. */
export async function createDrawnCampaign(request: APIRequestContext): Promise<DrawnCampaign> {
  const ids = await createEmptyFlow(request);
  const { templates } = (await (await request.get('/api/templates')).json()) as {
    templates: readonly { template_id: string; name: string }[];
  };
  const reminder = templates.find(({ name }) => name === 'appointment_reminder');
  if (!reminder) throw new Error('A journey needs the template appointment_reminder; the sandbox registers it.');
  const bodies = starterFlow({ templateId: reminder.template_id, variables: { 1: '{{name|there}}', 2: 'Monday' } });
  const replica = randomUUID();
  const head = { v: 1, replica, flowId: ids.flowId, at: Date.now() };
  const ops = bodies.map((body, i) => ({ ...head, opId: randomUUID(), seq: i + 1, ...body }));
  const answer = await request.post(`/api/flows/${ids.flowId}/push`, { data: { replica, schema: syncSchema, ops } });
  const pushed = (await taken('Drawing a flow', answer).then((each) => each.json())) as { head: number };
  return { ...ids, head: pushed.head };
}

/** Publishes the flow as it stands at that revision. */
export async function publish(request: APIRequestContext, { campaignId, flowId, head }: DrawnCampaign): Promise<void> {
  const command = { commandId: randomUUID(), type: 'PublishFlow', data: { rev: head, campaignId } };
  await taken('Publishing', await request.post(`/api/flows/${flowId}/commands`, { data: command }));
}

/** Uploads contacts, and comes back when they are read. */
export async function uploadContacts(request: APIRequestContext, campaignId: string, csv: string): Promise<void> {
  const dataSetId = randomUUID();
  const query = new URLSearchParams({ commandId: randomUUID(), name: 'Contacts', fileName: 'contacts.csv' });
  const path = `/api/campaigns/${campaignId}/data-sets/${dataSetId}?${query.toString()}`;
  const headers = { 'content-type': 'text/csv' };
  await taken('Uploading', await request.post(path, { headers, data: Buffer.from(csv) }));
  await until('contacts to be read', async () => {
    const answer = await request.get(`/api/data-sets/${dataSetId}`);
    return answer.ok() && ((await answer.json()) as { status: string }).status !== 'processing';
  });
}

/** The answer, where the product has taken what a journey prepares. */
export async function taken(what: string, answer: APIResponse): Promise<APIResponse> {
  if (!answer.ok()) throw new Error(`${what} for a journey: ${answer.status()} ${await answer.text()}`);
  return answer;
}
