import { isOver } from '#contracts/callback/call-status';
import type {
  CallbackRecorded,
  CallStatusRecorded,
  DialogueRecorded,
  TransferRecorded,
} from '#contracts/callback/events';
import { isFailure } from '#contracts/callback/status';
import type { InboundCallReceived, InboundReceived, RecoveredOutreachAdopted } from '#contracts/contact/events';
import type { Instant, Numbered } from '#contracts/kernel/event';
import { rowOfAttempt } from '#contracts/row/ids';
import type { Task } from './dispatch.ts';
import { ask, forRow, later, type Gathered } from './gathered.ts';

export type OutsideEvent =
  | CallbackRecorded
  | CallStatusRecorded
  | DialogueRecorded
  | TransferRecorded
  | InboundReceived
  | InboundCallReceived
  | RecoveredOutreachAdopted;

/** How long the words of a call that is over are waited for, before it counts as one without a conversation. */
const dialogueGraceMs = 10_000;

/** What follows from something that carriers told or contacts did. */
export function gatherOutside(
  gathered: Gathered,
  event: OutsideEvent,
  { at, stream, revision }: Pick<Numbered, 'at' | 'stream' | 'revision'>,
): void {
  switch (event.type) {
    case 'CallbackRecorded':
      return callback(gathered, event, at);
    case 'CallStatusRecorded':
      return callStatus(gathered, event, at);
    case 'DialogueRecorded': {
      const { attemptId } = event.data;
      const payload = { attemptId, ask: false };
      return about(gathered, attemptId, { dueAt: at, inputId: `dialogue ${attemptId}`, kind: 'callFate', payload });
    }
    case 'TransferRecorded': {
      const { attemptId } = event.data;
      const payload = { attemptId };
      return about(gathered, attemptId, { dueAt: at, inputId: `transfer ${attemptId}`, kind: 'transferFate', payload });
    }
    case 'InboundReceived':
      return inbound(gathered, event, { at, stream, revision });
    case 'RecoveredOutreachAdopted':
      return adopted(gathered, event, stream);
    case 'InboundCallReceived':
      return inboundCall(gathered, event, at);
  }
}

function callback(gathered: Gathered, { data }: CallbackRecorded, at: Instant): void {
  const row = rowOfAttempt(data.attemptId);
  if (!row || !isFailure(data.status)) return;
  const { attemptId, providerId } = data;
  const payload = { attemptId, providerId, code: data.errorCode ?? data.status };
  ask(gathered, { ...forRow(row, at), inputId: `undelivered ${attemptId}`, kind: 'undelivered', payload });
}

/** A call that is over came to its result, unless its words, which may be on their way, say otherwise. */
function callStatus(gathered: Gathered, { data }: CallStatusRecorded, at: Instant): void {
  if (!isOver(data.status)) return;
  const { attemptId, status, answeredBy } = data;
  const spoken = status === 'completed' && answeredBy !== 'machine';
  about(gathered, attemptId, {
    dueAt: spoken ? later(at, dialogueGraceMs) : at,
    inputId: `callOver ${attemptId}`,
    kind: 'callFate',
    payload: { attemptId, ask: false },
  });
}

type About = Extract<Task, { kind: 'callFate' | 'transferFate' }> & {
  readonly inputId: string;
  readonly dueAt: Instant;
};

/** Something was told about an attempt; an attempt that is none of ours concerns nobody. */
function about(gathered: Gathered, attemptId: string, { dueAt, ...task }: About): void {
  const row = rowOfAttempt(attemptId);
  if (row) ask(gathered, { ...forRow(row, dueAt), ...task });
}

/**
 * A call is answered by the row that awaits one from this contact on this number. Whoever calls while we believe our own
 * call to them to last has hung up: its carrier is asked, for that word may be late or lost.
 */
function inboundCall(gathered: Gathered, { data }: InboundCallReceived, at: Instant): void {
  const { contactId, channelId, provider, providerId } = data;
  const awaiting = gathered.rows.awaitingCall(contactId, channelId);
  if (!awaiting) {
    for (const row of gathered.rows.of(contactId))
      ask(gathered, {
        ...forRow(row, at),
        inputId: `called ${provider}:${providerId}`,
        ...{ kind: 'callFate', payload: { attemptId: null, ask: true } },
      });
  } else
    ask(gathered, {
      ...forRow(awaiting, at),
      inputId: `call ${provider}:${providerId}`,
      kind: 'inboundCall',
      payload: { callId: providerId, channelId },
    });
}

/** An answer belongs to the row that wrote to this contact on this channel last. */
function inbound(
  gathered: Gathered,
  { data }: InboundReceived,
  { at, stream, revision }: { at: Instant; stream: string; revision: number },
): void {
  const listening = gathered.rows.listening(data.contactId, data.channelId);
  if (listening)
    ask(gathered, {
      // An answer that is heard of late still comes before a wait that ended after it was written.
      ...forRow(listening, Date.parse(data.receivedAt) < Date.parse(at) ? data.receivedAt : at),
      inputId: `reply ${data.provider}:${data.providerId}`,
      kind: 'reply',
      payload: { stream, revision },
    });
}

/** The answers to what a row adopted after a restore are its answers. */
function adopted(gathered: Gathered, { data }: RecoveredOutreachAdopted, stream: string): void {
  for (const { provider, providerId, receivedAt, revision } of data.answers)
    ask(gathered, {
      ...forRow(data, receivedAt),
      inputId: `reply ${provider}:${providerId}`,
      kind: 'reply',
      payload: { stream, revision },
    });
}
