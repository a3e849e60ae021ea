import * as z from 'zod';
import type { Command } from '#contracts/kernel/command';
import type { ChannelKind, ChannelProvider } from '#contracts/channel/events';
import { quietHours, type QuietHours } from '#contracts/contact/quiet-hours';
import { isCountry } from '#contracts/data-set/phone';
import { executionSettings, type ExecutionSettings } from '#contracts/execution/settings';
import type { CampaignDescription, CampaignRules } from './events.ts';
import type { ChecklistFacts } from './checklist.ts';

const id = z.uuid();
const description = {
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2000).default(''),
  startsAt: z.iso.datetime().nullable().default(null),
  endsAt: z.iso.datetime().nullable().default(null),
};

const rules = z.strictObject({
  defaultCountry: z.string().refine(isCountry, 'an ISO 3166 alpha-2 country like CL').nullable().default(null),
  /** Said first in every call; laws differ, so it is the campaign's to say. */
  disclosure: z.string().trim().max(600).default(''),
  quietHours: quietHours.nullable().optional(),
});

/** What a person may ask of a campaign. The facts a rule looks at are added by the server, never taken from the asker. */
export const campaignCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('CreateCampaign'), data: z.strictObject({ ...description, flowId: id }) }),
  z.strictObject({ type: z.literal('DescribeCampaign'), data: z.strictObject(description) }),
  z.strictObject({ type: z.literal('SetCampaignRules'), data: rules }),
  z.strictObject({ type: z.literal('AssignChannel'), data: z.strictObject({ channelId: id }) }),
  z.strictObject({ type: z.literal('UnassignChannel'), data: z.strictObject({ channelId: id }) }),
  z.strictObject({ type: z.literal('ActivateCampaign'), data: z.strictObject({}) }),
  z.strictObject({
    type: z.literal('StartExecution'),
    data: z.strictObject({
      ...{ executionId: id, dataSetId: id, settings: executionSettings.prefault({}) },
      /** A run that has ended: only its failed rows are tried again. */
      retryOf: id.nullable().default(null),
    }),
  }),
  z.strictObject({ type: z.literal('ReopenCampaign'), data: z.strictObject({}) }),
  z.strictObject({ type: z.literal('ArchiveCampaign'), data: z.strictObject({}) }),
  z.strictObject({ type: z.literal('UnarchiveCampaign'), data: z.strictObject({}) }),
]);

export type AskedOfCampaign = z.infer<typeof campaignCommand>;

/** A channel as it was read when the command came in; null when there is none of that id. */
export type ChannelFacts = {
  readonly kind: ChannelKind;
  readonly provider: ChannelProvider;
  readonly status: 'available' | 'removed';
} | null;

/** The run whose failed rows are to be tried again, as it was read when the command came in. */
export type RetryFacts = {
  readonly executionId: string;
  /** null: there is no such run. */
  readonly campaignId: string | null;
  readonly dataSetId: string;
  readonly ended: boolean;
  readonly failed: number;
};

export type CampaignCommand =
  | Command<'CreateCampaign', CampaignDescription & { readonly campaignId: string; readonly flowId: string }>
  | Command<'DescribeCampaign', CampaignDescription>
  | Command<'SetCampaignRules', CampaignRules>
  | Command<'AssignChannel', { readonly channelId: string; readonly channel: ChannelFacts }>
  | Command<'UnassignChannel', { readonly channelId: string; readonly channel: ChannelFacts }>
  | Command<'ActivateCampaign', { readonly facts: ChecklistFacts }>
  | Command<
      'StartExecution',
      {
        readonly executionId: string;
        readonly dataSetId: string;
        readonly settings: ExecutionSettings;
        readonly facts: ChecklistFacts;
        /** Providers of the campaign's channels: a shortened time is for the sandbox only. */
        readonly providers: readonly ChannelProvider[];
        /** When nobody is contacted where neither the run nor the campaign says so; null: any time. */
        readonly usualQuietHours: QuietHours | null;
        readonly retryOf: RetryFacts | null;
      }
    >
  | Command<'RecordExecutionEnded', { readonly executionId: string; readonly how: 'completed' | 'stopped' }>
  | Command<'ReopenCampaign', Record<string, never>>
  | Command<'ArchiveCampaign', Record<string, never>>
  | Command<'UnarchiveCampaign', Record<string, never>>;
