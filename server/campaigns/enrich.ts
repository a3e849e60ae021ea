import type { AskedOfCampaign, CampaignCommand } from '#contracts/campaign/commands';
import type { ChecklistFacts } from '#contracts/campaign/checklist';
import type { CampaignFacts } from './campaign-facts.ts';

const nothing: ChecklistFacts = { flow: null, channelIds: [], dataSets: [], active: false };

/** What a person asked, with the facts its rule looks at. */
export async function enrich(
  facts: CampaignFacts,
  campaignId: string,
  asked: AskedOfCampaign,
  by: string,
): Promise<CampaignCommand> {
  switch (asked.type) {
    case 'CreateCampaign':
      return { type: asked.type, data: { campaignId, ...asked.data } };
    case 'AssignChannel':
    case 'UnassignChannel':
      return { type: asked.type, data: { ...asked.data, channel: await facts.channel(asked.data.channelId) } };
    case 'ActivateCampaign': {
      const found = await facts.campaign(campaignId);
      return {
        type: asked.type,
        data: { facts: found.status === 'missing' ? nothing : await facts.checklist(found, by) },
      };
    }
    case 'StartExecution': {
      const found = await facts.campaign(campaignId);
      if (found.status === 'missing')
        return {
          type: asked.type,
          data: { ...asked.data, facts: nothing, providers: [], usualQuietHours: null, retryOf: null },
        };
      const [checklist, providers, retryOf] = await Promise.all([
        facts.checklistWith(found, asked.data.dataSetId),
        facts.providers(found.channelIds),
        asked.data.retryOf === null ? null : facts.retry(asked.data.retryOf),
      ]);
      const usualQuietHours = await facts.usualQuietHours(providers);
      return { type: asked.type, data: { ...asked.data, facts: checklist, providers, usualQuietHours, retryOf } };
    }
    case 'DescribeCampaign':
    case 'SetCampaignRules':
    case 'ReopenCampaign':
    case 'ArchiveCampaign':
    case 'UnarchiveCampaign':
      return asked;
  }
}
