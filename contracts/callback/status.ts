/** The states of an outbound message, in Twilio's words (Messaging: outbound message status in status callbacks). */
export const messageStatuses = [
  'accepted',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'undelivered',
  'failed',
  'canceled',
] as const;

export type MessageStatus = (typeof messageStatuses)[number];

const ranks: Readonly<Record<MessageStatus, number>> = {
  accepted: 0,
  queued: 1,
  sending: 2,
  sent: 3,
  undelivered: 4,
  failed: 4,
  canceled: 4,
  delivered: 5,
  read: 6,
};

/** How far a message has come. A failure never undoes what a person has already received. */
export function rankOf(status: MessageStatus): number {
  return ranks[status];
}

/** The state after both were heard, in whatever order they came: a status never goes back. */
export function furthest(known: MessageStatus, heard: MessageStatus): MessageStatus {
  return rankOf(heard) > rankOf(known) ? heard : known;
}

export function isFailure(status: MessageStatus): boolean {
  return status === 'undelivered' || status === 'failed' || status === 'canceled';
}
