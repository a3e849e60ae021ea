import type { Finding, FlowFacts } from '#contracts/flow/finding';
import { variablesOf } from '#contracts/flow/variables';

type Check = readonly Omit<Finding, 'step'>[];

/** A step that writes on WhatsApp needs one of the campaign's WhatsApp channels; without a choice, the only one. */
export function checkWhatsAppChannel(channelId: string | undefined, { channels }: FlowFacts): Check {
  const senders = channels.filter(({ kind }) => kind === 'whatsapp');
  const finding = (code: string, sentence: string): Check => [
    { severity: 'blocks', code, field: 'channelId', sentence },
  ];
  if (senders.length === 0)
    return finding('NoWhatsAppChannel', 'The campaign has no WhatsApp channel; assign one under Channels.');
  if (channelId === undefined)
    return senders.length === 1
      ? []
      : finding('ChannelNotChosen', `The campaign has ${senders.length} WhatsApp channels; choose one for this step.`);
  if (senders.some((sender) => sender.channelId === channelId)) return [];
  return finding('ChannelNotAssigned', `The channel ${channelId} is not assigned to the campaign; choose one that is.`);
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
