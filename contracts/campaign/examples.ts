import type { CampaignEvent } from './events.ts';
import { checklist } from './checklist.ts';

const campaignId = '0193f1a0-0000-7000-8000-000000000001';
const executionId = '0193f1a0-0000-7000-8000-000000000002';
const flowId = '0193f1a0-0000-7000-8000-000000000003';
const channelId = '0193f1a0-0000-7000-8000-000000000004';
const dataSetId = '0193f1a0-0000-7000-8000-000000000005';
const description = {
  name: 'Appointment reminders',
  description: 'Spring',
  startsAt: null,
  endsAt: '2027-03-31T23:00:00.000Z',
};
const items = checklist({
  flow: { version: 1 },
  channelIds: [channelId],
  dataSets: [{ dataSetId, status: 'ready', accepted: 2 }],
  active: true,
});

/** One example of every event of a campaign: documentation, fixtures and upcasting tests. */
export const campaignExamples = {
  CampaignCreated: { type: 'CampaignCreated', data: { campaignId, flowId, ...description } },
  CampaignDescribed: { type: 'CampaignDescribed', data: { campaignId, ...description } },
  CampaignRulesSet: {
    type: 'CampaignRulesSet',
    data: {
      ...{ campaignId, defaultCountry: 'CL', disclosure: 'This call is made by an AI.' },
      quietHours: { start: '21:00', end: '08:00', quietDays: ['sun'] },
    },
  },
  ChannelAssigned: { type: 'ChannelAssigned', data: { campaignId, channelId, kind: 'whatsapp' } },
  ChannelUnassigned: { type: 'ChannelUnassigned', data: { campaignId, channelId } },
  CampaignActivated: { type: 'CampaignActivated', data: { campaignId, checklist: items } },
  CampaignExecutionStarted: {
    type: 'CampaignExecutionStarted',
    data: {
      ...{ campaignId, executionId, flowId, flowVersion: 1, dataSetId, rows: 2, channelIds: [channelId] },
      settings: {
        ...{ batchSize: 500, delaySeconds: 0, timeScale: 1, pacing: 'channel', timeZoneColumn: null },
        ...{ quietHours: null, retries: {}, autoPause: null },
      },
      ...{ startsAt: null, endsAt: '2027-03-31T23:00:00.000Z', disclosure: '', retryOf: null, checklist: items },
    },
  },
  CampaignExecutionEnded: { type: 'CampaignExecutionEnded', data: { campaignId, executionId, how: 'completed' } },
  CampaignCompleted: { type: 'CampaignCompleted', data: { campaignId } },
  CampaignReopened: { type: 'CampaignReopened', data: { campaignId } },
  CampaignArchived: { type: 'CampaignArchived', data: { campaignId } },
  CampaignUnarchived: { type: 'CampaignUnarchived', data: { campaignId, status: 'completed' } },
} satisfies { [E in CampaignEvent as E['type']]: E };
