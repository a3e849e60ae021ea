import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { everyStepFlow } from '#contracts/flow/every-step-flow';
import { pushLimit, syncSchema, type PushAnswer } from '#contracts/wire/sync';
import { progressBar } from './progress-bar.ts';
import type { Session } from './session.ts';

export type Asked = { readonly csv: string; readonly country: string | null; readonly phone: string | null };
export type DataSetTotals = {
  readonly status: string;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly bytes: number;
  readonly read_bytes: number;
  readonly failure: string | null;
  readonly mapping: { readonly phone: string; readonly name: string | null };
};

const pollMs = 200;

export type DemoCampaign = {
  readonly campaignId: string;
  readonly flowId: string;
  readonly dataSetId: string;
  /** The campaign's voice number and the agent calls are handed to. */
  readonly callUs: string;
  readonly agentId: string;
  readonly totals: DataSetTotals;
};

/** A campaign with its channels, an agent, and the uploaded, processed file. */
export async function makeCampaign(session: Session, asked: Asked): Promise<DemoCampaign> {
  const [campaignId, flowId, dataSetId] = [randomUUID(), randomUUID(), randomUUID()];
  const name = `Demo: ${basename(asked.csv)}`.slice(0, 120);
  await session.command(`/api/flows/${flowId}/commands`, 'CreateFlow', { name });
  await session.command(`/api/campaigns/${campaignId}/commands`, 'CreateCampaign', {
    flowId,
    name,
    description: 'Made by npm run demo.',
  });
  await session.command(`/api/campaigns/${campaignId}/commands`, 'AssignChannel', {
    channelId: await sandboxChannel(session),
  });
  const callUs = await voiceChannel(session, campaignId);
  const agentId = randomUUID();
  await session.command(`/api/agents/${agentId}/commands`, 'AddAgent', { name: 'Demo agent', phone: '+56600000077' });
  const query = {
    commandId: randomUUID(),
    name,
    fileName: basename(asked.csv),
    ...(asked.country === null ? {} : { country: asked.country }),
    ...(asked.phone === null ? {} : { phone: asked.phone }),
  };
  await session.upload(
    `/api/campaigns/${campaignId}/data-sets/${dataSetId}`,
    query,
    Readable.toWeb(createReadStream(asked.csv)) as ReadableStream,
  );
  return { campaignId, flowId, dataSetId, callUs, agentId, totals: await processed(session, dataSetId) };
}

async function sandboxChannel(session: Session): Promise<string> {
  const { channels } = await session.get<{
    channels: { channel_id: string; provider: string; kind: string; status: string }[];
  }>('/api/channels');
  const known = channels.find(
    ({ provider, kind, status }) => provider === 'sandbox' && kind === 'whatsapp' && status === 'available',
  );
  if (known) return known.channel_id;
  const channelId = randomUUID();
  await session.command(`/api/channels/${channelId}/commands`, 'RegisterChannel', {
    kind: 'whatsapp',
    provider: 'sandbox',
    number: '+56600000002',
    name: 'Sandbox WhatsApp',
  });
  return channelId;
}

/** A number of the campaign's own, which answers the calls of its contacts. */
async function voiceChannel(session: Session, campaignId: string): Promise<string> {
  const channelId = randomUUID();
  const number = `+566${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  const about = { kind: 'voice', provider: 'sandbox', number, name: 'Sandbox voice' };
  await session.command(`/api/channels/${channelId}/commands`, 'RegisterChannel', about);
  await session.command(`/api/channels/${channelId}/commands`, 'ClaimInboundCalls', { campaignId });
  await session.command(`/api/campaigns/${campaignId}/commands`, 'AssignChannel', { channelId });
  return number;
}

async function processed(session: Session, dataSetId: string): Promise<DataSetTotals> {
  const bar = progressBar('Importing');
  for (;;) {
    const found = await session.get<DataSetTotals>(`/api/data-sets/${dataSetId}`).catch(() => null);
    if (found) bar.show(found.read_bytes, found.bytes, `${found.rows} rows`);
    if (found?.status === 'failed') throw new Error(found.failure ?? 'The file could not be processed.');
    if (found?.status === 'ready') {
      bar.end();
      return found;
    }
    await wait(pollMs);
  }
}

/** Draws a flow with every type of step as a replica would, edit by edit, and publishes it. */
export async function makeFlow(
  session: Session,
  { flowId, campaignId, callUs, agentId, totals }: DemoCampaign,
): Promise<void> {
  const templateId = randomUUID();
  await session.command(`/api/templates/${templateId}/commands`, 'RegisterTemplate', {
    ...{ name: 'demo_question', language: 'en', category: 'utility', approval: 'approved' },
    body: 'Hello {{1}}, may we count on you this week? Please answer yes or no, or call us on {{2}}.',
  });
  const bodies = everyStepFlow({
    ...{ templateId, nameColumn: totals.mapping.name, callUs },
    transferTo: { of: 'agent', agentId },
  });
  const replica = randomUUID();
  const ops = bodies.map((edit, i) => ({
    opId: randomUUID(),
    replica,
    seq: i + 1,
    v: 1,
    flowId,
    at: Date.now(),
    ...edit,
  }));
  let head = -1;
  for (let from = 0; from < ops.length; from += pushLimit.ops) {
    const answer = await session.post<PushAnswer>(`/api/flows/${flowId}/push`, {
      replica,
      schema: syncSchema,
      ops: ops.slice(from, from + pushLimit.ops),
    });
    if (answer.status !== 'ok') throw new Error(`The edits of the flow were answered with “${answer.status}”.`);
    head = answer.head;
  }
  await session.command(`/api/flows/${flowId}/commands`, 'PublishFlow', { rev: head, campaignId });
}
