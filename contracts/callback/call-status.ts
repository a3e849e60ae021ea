/** The states of a call, in Twilio's words (Voice: CallStatus in status callbacks; `initiated` stands only there). */
export const callStatuses = [
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'busy',
  'no-answer',
  'failed',
  'canceled',
  'completed',
] as const;

export type CallStatus = (typeof callStatuses)[number];

const ranks: Readonly<Record<CallStatus, number>> = {
  queued: 0,
  initiated: 1,
  ringing: 2,
  'in-progress': 3,
  busy: 4,
  'no-answer': 4,
  failed: 4,
  canceled: 4,
  completed: 5,
};

/** How far a call has come; a status never goes back. */
export function callRankOf(status: CallStatus): number {
  return ranks[status];
}

/** The call is over, one way or another. */
export function isOver(status: CallStatus): boolean {
  return callRankOf(status) >= callRankOf('busy');
}

/** Who took the call, as the carrier's machine detection tells it; null: it was not asked or cannot say. */
export type AnsweredBy = 'human' | 'machine' | null;

/** What a call came to, which is also the port by which its step is left. */
export const callResults = ['answered', 'voicemail', 'busy', 'noAnswer', 'failed'] as const;
export type CallResult = (typeof callResults)[number];

/** The result of a call that is over. */
export function resultOf(status: CallStatus, answeredBy: AnsweredBy): CallResult {
  if (status === 'completed') return answeredBy === 'machine' ? 'voicemail' : 'answered';
  if (status === 'busy') return 'busy';
  return status === 'no-answer' ? 'noAnswer' : 'failed';
}
