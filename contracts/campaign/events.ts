import type { Event, Instant } from '#contracts/kernel/event';
import type { QuietHours } from '#contracts/contact/quiet-hours';
import type { ExecutionSettings } from '#contracts/execution/settings';
import type { ChannelKind } from '#contracts/channel/events';
import type { ChecklistItem } from './checklist.ts';

/** A campaign exists as a draft; nothing can run yet. */
export type CampaignCreated = Event<
  'CampaignCreated',
  CampaignDescription & { readonly campaignId: string; readonly flowId: string }
>;
/** Name, description or dates were changed. */
export type CampaignDescribed = Event<'CampaignDescribed', CampaignDescription & { readonly campaignId: string }>;
/** How the campaign treats people: what it says first in a call, when it leaves them alone, whose numbers they have. */
export type CampaignRulesSet = Event<'CampaignRulesSet', CampaignRules & { readonly campaignId: string }>;
/** The campaign may send through this channel. */
export type ChannelAssigned = Event<
  'ChannelAssigned',
  { readonly campaignId: string; readonly channelId: string; readonly kind: ChannelKind }
>;
/** The campaign no longer sends through this channel. */
export type ChannelUnassigned = Event<'ChannelUnassigned', { readonly campaignId: string; readonly channelId: string }>;
/** Flow, channel and data set were found ready (the facts that were looked at stand in the event). Nothing runs yet. */
export type CampaignActivated = Event<
  'CampaignActivated',
  { readonly campaignId: string; readonly checklist: readonly ChecklistItem[] }
>;
/** An operator started a run; its own stream begins from this fact, and nobody has been contacted yet. */
export type CampaignExecutionStarted = Event<
  'CampaignExecutionStarted',
  {
    readonly campaignId: string;
    readonly executionId: string;
    readonly flowId: string;
    readonly flowVersion: number;
    readonly dataSetId: string;
    /** Accepted rows of the data set. */
    readonly rows: number;
    readonly channelIds: readonly string[];
    readonly settings: ExecutionSettings;
    readonly startsAt: Instant | null;
    readonly endsAt: Instant | null;
    /** Said first in every call; empty: nothing. */
    readonly disclosure: string;
    /** The run whose failed rows this one tries again; null: a run over the whole data set. */
    readonly retryOf: string | null;
    readonly checklist: readonly ChecklistItem[];
  }
>;
/** A run of the campaign ended, by itself or because it was stopped. */
export type CampaignExecutionEnded = Event<
  'CampaignExecutionEnded',
  { readonly campaignId: string; readonly executionId: string; readonly how: 'completed' | 'stopped' }
>;
/** The last run ended. */
export type CampaignCompleted = Event<'CampaignCompleted', { readonly campaignId: string }>;
/** A completed campaign takes further runs. */
export type CampaignReopened = Event<'CampaignReopened', { readonly campaignId: string }>;
/** The campaign is kept for the record and takes no more changes. */
export type CampaignArchived = Event<'CampaignArchived', { readonly campaignId: string }>;
/** The campaign takes changes again, and stands where it stood. */
export type CampaignUnarchived = Event<
  'CampaignUnarchived',
  { readonly campaignId: string; readonly status: 'draft' | 'active' | 'completed' }
>;

export type CampaignDescription = {
  readonly name: string;
  readonly description: string;
  /** Before it no contact is made; null: at once. */
  readonly startsAt: Instant | null;
  /** After it a running execution pauses; null: never. */
  readonly endsAt: Instant | null;
};

export type CampaignRules = {
  /** ISO 3166 alpha-2 country of numbers written without a country code; null: as the organisation has it. */
  readonly defaultCountry: string | null;
  readonly disclosure: string;
  /** null: people may be contacted at any time; absent: as the organisation has it. */
  readonly quietHours?: QuietHours | null | undefined;
};

export type CampaignEvent =
  | CampaignCreated
  | CampaignDescribed
  | CampaignRulesSet
  | ChannelAssigned
  | ChannelUnassigned
  | CampaignActivated
  | CampaignExecutionStarted
  | CampaignExecutionEnded
  | CampaignCompleted
  | CampaignReopened
  | CampaignArchived
  | CampaignUnarchived;
