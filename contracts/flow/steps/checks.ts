import type { Finding, FlowFacts } from '#contracts/flow/finding';
import { variablesOf } from '#contracts/flow/variables';

type Check = readonly Omit<Finding, 'step'>[];

const words = {
  whatsapp: { name: 'WhatsApp', none: 'NoWhatsAppChannel' },
  voice: { name: 'voice', none: 'NoVoiceChannel' },
} as const;

/** A step that writes or calls needs one of the campaign's channels of its kind; without a choice, the only one. */
export function checkChannel(
  kind: 'whatsapp' | 'voice',
  channelId: string | undefined,
  { channels }: FlowFacts,
): Check {
  const fitting = channels.filter((channel) => channel.kind === kind);
  const { name, none } = words[kind];
  const finding = (code: string, sentence: string): Check => [
    { severity: 'blocks', code, field: 'channelId', sentence },
  ];
  if (fitting.length === 0) return finding(none, `The campaign has no ${name} channel; assign one under Channels.`);
  if (channelId === undefined)
    return fitting.length === 1
      ? []
      : finding('ChannelNotChosen', `The campaign has ${fitting.length} ${name} channels; choose one for this step.`);
  if (fitting.some((channel) => channel.channelId === channelId)) return [];
  return finding('ChannelNotAssigned', `The channel ${channelId} is not assigned to the campaign; choose one that is.`);
}

/** Calls to a number reach the campaign that owns it, and no other. */
export function checkInboundOwner(channelId: string | undefined, { channels }: FlowFacts): Check {
  const voice = channels.filter(({ kind }) => kind === 'voice');
  const chosen = channelId === undefined ? voice[0] : voice.find((channel) => channel.channelId === channelId);
  if (!chosen || chosen.answers) return [];
  const sentence = `Calls to the number of this step do not belong to the campaign; claim its inbound calls under Channels.`;
  return [{ severity: 'blocks', code: 'InboundCallsNotOwned', field: 'channelId', sentence }];
}

/** What is said in a call: its channel, its variables and the columns handed to the AI. */
export function checkConversation(
  {
    channelId,
    systemPrompt,
    greeting,
    contextColumns,
  }: {
    readonly channelId?: string | undefined;
    readonly systemPrompt: string;
    readonly greeting: string;
    readonly contextColumns: readonly string[];
  },
  facts: FlowFacts,
): Check {
  const { columns } = facts;
  const unknown = columns === null ? [] : contextColumns.filter((column) => !columns.includes(column));
  return [
    ...checkChannel('voice', channelId, facts),
    ...checkVariables(systemPrompt, 'systemPrompt', facts),
    ...checkVariables(greeting, 'greeting', facts),
    ...unknown.map((column) => ({
      severity: 'blocks' as const,
      code: 'UnknownColumn',
      field: 'contextColumns',
      sentence: `“${column}” is not a column of the data set; its columns are ${(columns ?? []).join(', ')}.`,
    })),
  ];
}

/** Every {{column}} of a text must be a column of the data set. */
export function checkVariables(text: string, field: string, { columns }: FlowFacts): Check {
  if (columns === null) return [];
  const unknown = variablesOf(text).filter((name) => !columns.includes(name));
  return unknown.map((name) => ({
    severity: 'blocks',
    code: 'UnknownVariable',
    field,
    sentence: `{{${name}}} is not a column of the data set; its columns are ${columns.join(', ')}.`,
  }));
}
