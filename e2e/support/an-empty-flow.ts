import { randomUUID } from 'node:crypto';
import type { APIRequestContext } from 'playwright-core';
import type { FlowDocument } from '#contracts/flow/document';
import { until } from './within.ts';

/** A campaign with an empty flow and the sandbox's WhatsApp channel, made by whoever this request is signed in as. */
export async function createEmptyFlow(request: APIRequestContext): Promise<{ campaignId: string; flowId: string }> {
  const [campaignId, flowId] = [randomUUID(), randomUUID()];
  const ask = async (path: string, type: string, data: object): Promise<void> => {
    const answer = await request.post(path, { data: { commandId: randomUUID(), type, data } });
    if (!answer.ok()) throw new Error(`${type} for a journey: ${answer.status()} ${await answer.text()}`);
  };
  await ask(`/api/flows/${flowId}/commands`, 'CreateFlow', { name: 'Visits' });
  await ask(`/api/campaigns/${campaignId}/commands`, 'CreateCampaign', { name: 'Visits', flowId });
  const { channels } = (await (await request.get('/api/channels')).json()) as {
    channels: readonly { channel_id: string; kind: string; status: string }[];
  };
  const whatsapp = channels.find(({ kind, status }) => kind === 'whatsapp' && status === 'available');
  if (!whatsapp) throw new Error('A journey needs a WhatsApp channel; the sandbox registers one at the first start.');
  await ask(`/api/campaigns/${campaignId}/commands`, 'AssignChannel', { channelId: whatsapp.channel_id });
  // Others read what was written a moment later: a page that they open at once would find nothing.
  await until('a campaign to be listed', async () => (await request.get(`/api/campaigns/${campaignId}`)).ok());
  return { campaignId, flowId };
}

/** The flow as the server has it. */
export async function documentOnServer(request: APIRequestContext, flowId: string): Promise<FlowDocument> {
  const answer = await request.get(`/api/flows/${flowId}`);
  return ((await answer.json()) as { document: FlowDocument }).document;
}

/** How the steps hang together, by their types: `SendTemplate sent WaitForResponse`. */
export function waysIn({ steps, connections }: FlowDocument): readonly string[] {
  const type = (id: string): string => steps[id]?.type ?? 'nothing';
  return Object.values(connections)
    .map(({ from, port, to }) => `${type(from)} ${portName(port)} ${type(to)}`)
    .sort();
}

/** Ports of branches are named by chance. */
function portName(port: string): string {
  return /^[0-9a-f]{20}$/.test(port) ? 'branch' : port;
}
