import type { Decider } from '#contracts/kernel/decider';
import type { CampaignCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { CampaignEvent } from './events.ts';
import { evolve, type Campaign } from './state.ts';

/** A campaign joins one flow, its channels and its data sets, and owns its runs: at most one at a time. */
export const campaign: Decider<Campaign, CampaignCommand, CampaignEvent> = {
  category: 'campaign',
  initial: { status: 'missing' },
  decide,
  evolve,
};
