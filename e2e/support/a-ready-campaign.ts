import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { publish, taken, uploadContacts } from './a-drawn-campaign.ts';
import { newContext, signInAsAdministrator } from './people.ts';

/** Endings by which the sandbox's people behave as told (docs/sandbox.md). */
const endings = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(4, '0'));

/** People nobody else in this installation has; twice each kind, so 24, and a row that is rejected. */
function contacts(): string {
  const some = (): string => `+5696${String(Math.floor(Math.random() * 1_000)).padStart(3, '0')}`;
  const [one, other] = [some(), some()];
  const rows = endings.flatMap((ending) => [`Ana,${one}${ending},1 December`, `Eva,${other}${ending},2 December`]);
  return ['name,phone,appointment', ...rows, 'Nobody,12345,3 December', ''].join('\n');
}

/** A draft that needs only be activated and started: the sample's flow and channel under another name, with its own contacts. */
export async function createReadyCampaign(browser: Browser, name: string): Promise<string> {
  const context = await newContext(browser);
  await signInAsAdministrator(context);
  const { request } = context;
  const read = async <Body>(path: string): Promise<Body> => (await (await request.get(path)).json()) as Body;
  const { campaigns } = await read<Listed>('/api/campaigns?limit=500');
  const sample = campaigns.find((each) => each.name === 'Sample: appointment reminders')?.campaign_id ?? '';
  const ids = { campaignId: randomUUID(), flowId: randomUUID() };
  const data = { commandId: randomUUID(), ...ids, name };
  await taken('Copying the sample', await request.post(`/api/campaigns/${sample}/duplicate`, { data }));
  const { rev } = await read<{ readonly rev: number }>(`/api/flows/${ids.flowId}`);
  await publish(request, { ...ids, head: rev });
  await uploadContacts(request, ids.campaignId, contacts());
  return ids.campaignId;
}

type Listed = { readonly campaigns: readonly { readonly campaign_id: string; readonly name: string }[] };
