import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { accepted, until, uploadRows } from '#testing/campaign';
import { administratorsCaller } from './a-caller.ts';

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
  const caller = await administratorsCaller(browser);
  const { body } = await accepted(caller.get('/api/campaigns?limit=500'));
  const { campaigns } = body as { campaigns: readonly { campaign_id: string; name: string }[] };
  const sample = campaigns.find((each) => each.name === 'Sample: appointment reminders')?.campaign_id ?? '';
  const ids = { campaignId: randomUUID(), flowId: randomUUID() };
  const { campaignId, flowId } = ids;
  await accepted(caller.post(`/api/campaigns/${sample}/duplicate`, { commandId: randomUUID(), ...ids, name }));
  const { rev } = (await accepted(caller.get(`/api/flows/${flowId}`))).body as { rev: number };
  await accepted(caller.command(`/api/flows/${flowId}/commands`, 'PublishFlow', { rev, campaignId }));
  const dataSetId = randomUUID();
  await uploadRows(caller, { ...ids, dataSetId, channelId: '', templateId: '' }, contacts());
  await until(async () => {
    const found = await caller.get(`/api/campaigns/${campaignId}`);
    return found.status === 200 ? found : null;
  });
  return campaignId;
}
