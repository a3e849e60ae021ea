import {
  callbackStream,
  type AttemptCallback,
  type InboundCall,
  type InboundMessage,
} from '#contracts/callback/callback';
import type { CallbackEvent } from '#contracts/callback/events';
import type { Ingest } from '#contracts/carrier';
import { contact, type ContactCommand } from '#contracts/contact/contact';
import { isSpokenOptOut } from '#contracts/contact/opt-out';
import type { Instant } from '#contracts/kernel/event';
import { rowOfAttempt } from '#contracts/row/ids';
import { handleCommand } from '#server/engine/commands/handle-command';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';
import { recordOf } from './record-of.ts';

type Parts = {
  readonly log: Log;
  readonly contactIdOf: (e164: string) => string;
  /** The channel behind one of our own numbers, or null when it is none of ours. */
  readonly channelByNumber: (kind: 'whatsapp' | 'voice', provider: string, number: string) => Promise<string | null>;
  readonly now: () => Instant;
};

/**
 * The one way in for what carriers tell us, whatever door it came through. A callback is durable when this resolves; the
 * same one twice is written once. What it means is worked out later, from the log.
 */
export function createIngest(parts: Parts): Ingest {
  return async (callback) => {
    switch (callback.kind) {
      case 'inbound':
        return recordMessage(parts, callback);
      case 'inboundCall':
        return recordCall(parts, callback);
      case 'dialogue': {
        const optOut =
          callback.optOut || callback.transcript.some(({ by, text }) => by === 'contact' && isSpokenOptOut(text));
        await record(parts, { ...callback, optOut }, callback.person);
        // Who asks not to be called again is left alone from this moment on, whatever becomes of the row.
        if (optOut) await suppress(parts, callback);
        return;
      }
      case 'status':
        return record(parts, callback, callback.to);
      case 'callStatus':
      case 'recording':
      case 'transfer':
        return record(parts, callback, callback.person);
    }
  };
}

async function record({ log, contactIdOf, now }: Parts, callback: AttemptCallback, person: string): Promise<void> {
  const { provider, attemptId, providerId } = callback;
  const row = rowOfAttempt(attemptId);
  if (!row)
    throw new Error(`A callback of ${provider} names the attempt “${attemptId}”; wanted is an attempt id of ours.`);
  const { told, event }: { told: Parameters<typeof callbackStream>[1]; event: CallbackEvent } = recordOf(
    callback,
    contactIdOf(person),
  );
  const provenance = {
    commandId: `${provider} ${providerId} ${told}`,
    correlationId: row.executionId,
    by: `system:${provider}`,
    at: now(),
  };
  try {
    await log.append(callbackStream(attemptId, told), 'no-stream', [event], provenance);
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
  }
}

async function recordMessage(parts: Parts, message: InboundMessage): Promise<void> {
  const { provider, providerId, from, to, text, button, receivedAt } = message;
  const channelId = await parts.channelByNumber('whatsapp', provider, to);
  if (channelId === null) return;
  const contactId = parts.contactIdOf(from);
  const data = { contactId, channelId, provider, providerId, receivedAt, phone: from, text, button };
  await ask(parts, contactId, { type: 'RecordInbound', data }, { provider, about: providerId });
}

async function recordCall(parts: Parts, call: InboundCall): Promise<void> {
  const { provider, providerId, from, to, receivedAt } = call;
  const channelId = await parts.channelByNumber('voice', provider, to);
  if (channelId === null) return;
  const contactId = parts.contactIdOf(from);
  const data = { contactId, channelId, provider, providerId, receivedAt, phone: from };
  await ask(parts, contactId, { type: 'RecordInboundCall', data }, { provider, about: providerId });
}

async function suppress(
  parts: Parts,
  { provider, providerId, person }: { provider: string; providerId: string; person: string },
): Promise<void> {
  const contactId = parts.contactIdOf(person);
  const command: ContactCommand = { type: 'SuppressContact', data: { contactId, cause: 'spokenOptOut' } };
  await ask(parts, contactId, command, { provider, about: `${providerId} optOut` });
}

async function ask(
  { log, now }: Parts,
  contactId: string,
  command: ContactCommand,
  { provider, about }: { provider: string; about: string },
): Promise<void> {
  const commandId = `${provider} ${about}`;
  const outcome = await handleCommand({
    log,
    decider: contact,
    id: contactId,
    command,
    provenance: { commandId, correlationId: commandId, by: `system:${provider}`, at: now() },
  });
  if (outcome.outcome !== 'accepted')
    throw new Error(`Recording what a contact did ended as ${outcome.outcome}; it will be delivered again.`);
}
