import { callbackStream, type Callback, type InboundMessage, type StatusCallback } from '#contracts/callback/callback';
import type { CallbackRecorded } from '#contracts/callback/events';
import type { Ingest } from '#contracts/carrier';
import { contact } from '#contracts/contact/contact';
import type { Instant } from '#contracts/kernel/event';
import { rowOfAttempt } from '#contracts/row/ids';
import { handleCommand } from '#server/engine/commands/handle-command';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';

type Parts = {
  readonly log: Log;
  readonly contactIdOf: (e164: string) => string;
  /** The channel behind one of our own numbers, or null when it is none of ours. */
  readonly channelByNumber: (provider: string, number: string) => Promise<string | null>;
  readonly now: () => Instant;
};

/**
 * The one way in for what carriers tell us, whatever door it came through. A callback is durable when this resolves; the
 * same one twice is written once. What it means is worked out later, from the log.
 */
export function createIngest(parts: Parts): Ingest {
  return async (callback: Callback) =>
    callback.kind === 'status' ? recordStatus(parts, callback) : recordInbound(parts, callback);
}

async function recordStatus({ log, contactIdOf, now }: Parts, callback: StatusCallback): Promise<void> {
  const { provider, attemptId, providerId, status, errorCode, to, raw } = callback;
  const row = rowOfAttempt(attemptId);
  if (!row)
    throw new Error(`A callback of ${provider} names the attempt “${attemptId}”; wanted is an attempt id of ours.`);
  const event: CallbackRecorded = {
    type: 'CallbackRecorded',
    data: { provider, attemptId, providerId, status, errorCode, contactId: contactIdOf(to), raw },
  };
  const stream = callbackStream(attemptId, status);
  const provenance = {
    commandId: `${provider} ${providerId} ${status}`,
    correlationId: row.executionId,
    by: `system:${provider}`,
    at: now(),
  };
  try {
    await log.append(stream, 'no-stream', [event], provenance);
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
  }
}

async function recordInbound(
  { log, contactIdOf, channelByNumber, now }: Parts,
  message: InboundMessage,
): Promise<void> {
  const { provider, providerId, from, to, text, button, receivedAt } = message;
  const channelId = await channelByNumber(provider, to);
  if (channelId === null) return;
  const contactId = contactIdOf(from);
  const commandId = `${provider} ${providerId}`;
  const command = {
    type: 'RecordInbound',
    data: { contactId, channelId, provider, providerId, receivedAt, phone: from, text, button },
  } as const;
  const outcome = await handleCommand({
    log,
    decider: contact,
    id: contactId,
    command,
    provenance: { commandId, correlationId: commandId, by: `system:${provider}`, at: now() },
  });
  if (outcome.outcome !== 'accepted')
    throw new Error(`Recording a message of a contact ended as ${outcome.outcome}; it will be delivered again.`);
}
