import { randomUUID } from 'node:crypto';
import { everyStepFlow } from '#contracts/flow/every-step-flow';
import { syncSchema } from '#contracts/wire/sync';
import { accepted, uploadRows, type TestCampaign } from './campaign.ts';
import type { Caller } from './product.ts';

export type EveryStepCampaign = TestCampaign & {
  readonly voiceId: string;
  readonly callUs: string;
  readonly agentId: string;
  readonly head: number;
};

/** An active campaign whose flow has every type of step, with a WhatsApp sender, a voice number and an agent. */
export async function everyStepCampaign(admin: Caller, csv: string): Promise<EveryStepCampaign> {
  const ids = {
    ...{ campaignId: randomUUID(), flowId: randomUUID(), channelId: randomUUID(), voiceId: randomUUID() },
    ...{ templateId: randomUUID(), dataSetId: randomUUID(), agentId: randomUUID() },
  };
  const { campaignId, flowId, templateId, agentId } = ids;
  const ask = (path: string, type: string, data: object = {}) => accepted(admin.command(path, type, data));
  const number = (): string => `+566${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  const callUs = number();
  const channel = (id: string): string => `/api/channels/${id}/commands`;
  const campaign = `/api/campaigns/${campaignId}/commands`;
  const sandbox = { provider: 'sandbox', name: 'Test' };
  await ask(channel(ids.channelId), 'RegisterChannel', { ...sandbox, kind: 'whatsapp', number: number() });
  await ask(channel(ids.voiceId), 'RegisterChannel', { ...sandbox, kind: 'voice', number: callUs });
  await ask(`/api/agents/${agentId}/commands`, 'AddAgent', { name: 'Ana', phone: '+56600000077' });
  await ask(`/api/templates/${templateId}/commands`, 'RegisterTemplate', {
    ...{ name: 'question', language: 'en', category: 'utility', approval: 'approved' },
    body: 'Hello {{1}}, will you come? Or call us on {{2}}.',
  });
  await ask(`/api/flows/${flowId}/commands`, 'CreateFlow', { name: 'Every step' });
  const replica = randomUUID();
  const bodies = everyStepFlow({ templateId, nameColumn: 'name', callUs, transferTo: { of: 'agent', agentId } });
  const ops = bodies.map((body, i) => ({ opId: randomUUID(), replica, seq: i + 1, v: 1, flowId, at: 0, ...body }));
  const pushed = await accepted(admin.post(`/api/flows/${flowId}/push`, { replica, schema: syncSchema, ops }));
  const head = pushed.body.head as number;
  await ask(campaign, 'CreateCampaign', { flowId, name: 'Every step' });
  await ask(channel(ids.voiceId), 'ClaimInboundCalls', { campaignId });
  await ask(campaign, 'AssignChannel', { channelId: ids.channelId });
  await ask(campaign, 'AssignChannel', { channelId: ids.voiceId });
  await uploadRows(admin, ids, csv);
  await ask(`/api/flows/${flowId}/commands`, 'PublishFlow', { rev: head, campaignId });
  await ask(campaign, 'ActivateCampaign');
  return { ...ids, callUs, head };
}
