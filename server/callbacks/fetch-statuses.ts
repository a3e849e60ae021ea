import { callbackStream, type Told } from '#contracts/callback/callback';
import { isOver } from '#contracts/callback/call-status';
import type { CallbackEvent } from '#contracts/callback/events';
import { rankOf } from '#contracts/callback/status';
import type { Carrier, Passed } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import { rowOfAttempt } from '#contracts/row/ids';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';
import type { Outstanding, OutstandingCall, OutstandingMessage } from './outstanding.ts';

type Parts = {
  readonly log: Log;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly now: () => Instant;
};

/** Our clock and the carrier's may differ by so much, which its list is asked for more. Milliseconds. */
const clockSkewMs = 65 * 60_000;
const callsAtOnce = 16;

/**
 * Asks the carriers what became of messages and calls that no callback told of, and records it as the callback would have
 * been. One that comes after all is the same word and written once. Returns how much was learnt.
 */
export async function fetchStatuses(parts: Parts, { messages, calls }: Outstanding): Promise<number> {
  let learnt = 0;
  for (const own of Map.groupBy(messages, ({ number, provider }) => `${provider} ${number}`).values())
    learnt += await ofMessages(parts, own);
  for (let from = 0; from < calls.length; from += callsAtOnce) {
    const found = calls.slice(from, from + callsAtOnce).map((call) => ofCall(parts, call));
    learnt += (await Promise.all(found)).filter((fresh) => fresh).length;
  }
  return learnt;
}

/** All of one number: its list is asked for once, from the oldest of them on. */
async function ofMessages(parts: Parts, messages: readonly OutstandingMessage[]): Promise<number> {
  const [first] = messages;
  const carrier = parts.carriers.get(first?.provider ?? '');
  if (!first || !carrier) return 0;
  const oldest = Math.min(...messages.map(({ acceptedAt }) => Date.parse(acceptedAt)));
  const since = new Date(oldest - clockSkewMs).toISOString();
  const byProviderId = new Map(messages.map((message) => [message.providerId, message]));
  let learnt = 0;
  for await (const page of carrier.history({ number: first.number, since })) {
    const news = page.flatMap((listed) => newsOf(byProviderId.get(listed.providerId), listed));
    await Promise.all(news.map(({ event, told }) => record(parts, event, told)));
    learnt += news.length;
  }
  return learnt;
}

type News = { readonly event: CallbackEvent; readonly told: Told };

function newsOf(message: OutstandingMessage | undefined, { status, errorCode }: Passed): News[] {
  if (!message || status === null || rankOf(status) <= rankOf(message.status)) return [];
  const { provider, attemptId, providerId, contactId } = message;
  const raw = listedAs({ sid: providerId, status, error_code: errorCode });
  const data = { provider, attemptId, providerId, contactId, status, errorCode, raw };
  return [{ told: status, event: { type: 'CallbackRecorded', data } }];
}

/** How a call ended; while it lasts there is time to be told. */
async function ofCall(parts: Parts, call: OutstandingCall): Promise<boolean> {
  const { provider, attemptId, callId: providerId, contactId } = call;
  const kept = await parts.carriers.get(provider)?.keptCall(providerId);
  if (!kept || !isOver(kept.status)) return false;
  const { status, answeredBy, seconds } = kept;
  const raw = listedAs({ sid: providerId, status, answered_by: answeredBy, duration: seconds?.toString() ?? null });
  const data = { provider, attemptId, providerId, contactId, status, answeredBy, seconds, errorCode: null, raw };
  await record(parts, { type: 'CallStatusRecorded', data }, status);
  return true;
}

/** As the carrier's lists have it (Twilio: Messages and Calls resources). */
function listedAs(fields: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

async function record({ log, now }: Parts, event: CallbackEvent, told: Told): Promise<void> {
  const { provider, providerId, attemptId } = event.data;
  const provenance = {
    ...{ commandId: `${provider} ${providerId} ${told}`, correlationId: rowOfAttempt(attemptId)?.executionId ?? '' },
    ...{ by: `system:${provider}`, at: now() },
  };
  try {
    await log.append(callbackStream(attemptId, told), 'no-stream', [event], provenance);
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
  }
}
