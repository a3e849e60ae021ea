import * as z from 'zod';
import { door } from './door.ts';
import { next, pageQuery } from './page.ts';

/** What the history of a campaign is about: itself, its runs, its data sets, its flow. */
export const historyKinds = ['campaign', 'execution', 'dataSet', 'flow'] as const;

export const happening = z
  .object({
    of: z.enum(historyKinds),
    id: z.uuid().meta({ description: 'Of the campaign, run, data set or flow it happened to.' }),
    stream: z.string(),
    revision: z.int().min(0).meta({ description: 'Which event of its stream it is, from 0.' }),
    at: z.iso.datetime(),
    by: z.string().meta({ description: '`person-<id>` or `system:<part>`; names at /api/people/names.' }),
    type: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Happening' });
export type Happening = z.output<typeof happening>;

export const readCampaignHistory = door({
  ...{ name: 'readCampaignHistory', method: 'get', path: '/api/campaigns/{campaignId}/history', tag: 'Campaigns' },
  permission: 'readHistory',
  params: z.object({ campaignId: z.uuid() }),
  query: z.strictObject({ ...pageQuery, of: z.enum(historyKinds).optional() }),
  missing: 'There is no such campaign.',
  summary: 'Who did what and when: to a campaign, its runs, data sets and flow; the newest first, without rows.',
  answer: z.object({ happenings: z.array(happening), next }),
});
export type CampaignHistory = z.output<(typeof readCampaignHistory)['answer']>;
