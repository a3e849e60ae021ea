import { describe, expect, test } from '@jest/globals';
import { campaign } from '#contracts/campaign/campaign';
import type { CampaignEvent } from '#contracts/campaign/events';
import type { ExistingCampaign } from '#contracts/campaign/state';
import { fold } from '#contracts/kernel/decider';
import type { Reader } from '#client/ui/reader';
import { written } from '#client/words/written-value';
import { campaignLines } from './then-lines.ts';

const created: CampaignEvent = {
  type: 'CampaignCreated',
  data: { campaignId: 'c', flowId: 'f', name: 'Spring', description: '', startsAt: null, endsAt: null },
};
const later: readonly CampaignEvent[] = [
  { type: 'ChannelAssigned', data: { campaignId: 'c', channelId: 'w', kind: 'whatsapp' } },
  { type: 'CampaignActivated', data: { campaignId: 'c', checklist: [] } },
];
const stateAfter = (events: readonly CampaignEvent[]): ExistingCampaign => fold(campaign, events) as ExistingCampaign;
const label = (field: string): string => `<${field}>`;
const reader = { moment: (at: string) => at, number: String } as unknown as Reader;

describe('What was then and is now', () => {
  test('is every property of a campaign, each as its events made it', () => {
    const [then, now] = [stateAfter([created]), stateAfter([created, ...later])];
    const parts = { t: (key: string) => key, reader, channels: new Map([['w', 'Our sender']]) };
    const other = campaignLines(then, now, parts).filter((line) => line.then !== line.now);
    expect(other).toEqual([
      { label: 'fields.status', then: 'statuses.draft', now: 'statuses.active' },
      { label: 'fields.channels', then: 'none', now: 'Our sender' },
    ]);
  });
  test('calls by its name what a setting names by an id, and shows no marks of a program', () => {
    const id = '01a22504-7d51-7562-957d-c44a952610bb';
    expect(written(id, new Map([[id, 'reminder']]), label)).toBe('reminder');
    expect(written({ of: 'agent', agentId: id }, new Map(), label)).toBe('<of>: agent, <agentId>: …');
    expect(written([{ label: 'Yes', keywords: ['si', 'ok'] }], new Map(), label)).toBe(
      '<label>: Yes, <keywords>: si; ok',
    );
    expect([written(null, new Map(), label), written('', new Map(), label)]).toEqual(['–', '–']);
  });
});
