import { setTimeout as wait } from 'node:timers/promises';
import type { Carrier, Passed } from '#contracts/carrier';
import type { CallbackRecorded, CallStatusRecorded } from '#contracts/callback/events';
import type { ChannelRegistered } from '#contracts/channel/events';
import { contact, type ContactCommand } from '#contracts/contact/contact';
import type { InstallationEvent, InstallationRestored } from '#contracts/installation/events';
import { restoresStream, unreconciled } from '#contracts/installation/restores';
import type { Instant, Recorded } from '#contracts/kernel/event';
import type { AttemptAccepted } from '#contracts/row/events';
import { handleCommand } from '#server/engine/commands/handle-command';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import type { Log } from '#server/engine/log/log';

type Parts = {
  readonly log: Log;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly contactIdOf: (e164: string) => string;
  readonly now: () => Instant;
  readonly report: (fault: Error) => void;
};

/** The carrier's list is asked from a little before the backup: clocks differ, and an answer may have been on its way. */
const before = 60_000;
const retryMs = 5_000;
/** Contacts whose messages are written at once. */
const contactsAtOnce = 32;

/**
 * After a restore, before anything is sent: asks every carrier what passed through our numbers since the backup, and
 * writes into the contacts' histories what these do not know. Repeated until it is done; safe to be done twice.
 */
export async function reconcileRestores(parts: Parts, signal: AbortSignal): Promise<void> {
  while (!isAborted(signal)) {
    try {
      const history = (await parts.log.read(restoresStream)) as readonly Recorded<InstallationEvent>[];
      for (const restored of unreconciled(history.map(({ event }) => event))) await reconcile(parts, restored);
      return;
    } catch (error) {
      parts.report(
        new Error(
          `After the restore the carriers could not be asked what was sent since the backup, so nothing is sent: ${(error as Error).message} It is tried again.`,
          { cause: error },
        ),
      );
      await wait(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function reconcile(parts: Parts, { restoreId, until }: InstallationRestored['data']): Promise<void> {
  const { log, carriers, now } = parts;
  const since = until === null ? null : new Date(Date.parse(until) - before).toISOString();
  let [received, sent] = [0, 0];
  if (since !== null) {
    const { channels, known } = await readHistory(log, since);
    for (const channel of channels) {
      const carrier = carriers.get(channel.provider);
      if (!carrier) continue;
      for await (const page of carrier.history({ number: channel.number, since })) {
        const commands = page.flatMap((message) => commandOf(parts, channel, message, known));
        await askAll(parts, commands);
        received += commands.filter(({ type }) => type === 'RecordInbound').length;
        sent += commands.filter(({ type }) => type === 'RecordRecovered').length;
      }
    }
  }
  const done: InstallationEvent = { type: 'InstallationReconciled', data: { restoreId, since, received, sent } };
  const provenance = { commandId: `reconcile ${restoreId}`, correlationId: restoreId, by: 'system:restore', at: now() };
  const revision = (await log.read(restoresStream)).length - 1;
  try {
    await log.append(restoresStream, revision, [done], provenance);
  } catch (error) {
    // Another process was as fast: what it found is what we found.
    if (!(error instanceof WrongExpectedRevision)) throw error;
  }
}

type Channel = ChannelRegistered['data'];

/** Events that tell a carrier's id of something of ours. */
const tellsId = new Set(['AttemptAccepted', 'CallbackRecorded', 'CallStatusRecorded']);

/** Our numbers, and the carriers' ids of messages which the history knows, from around the backup on. */
async function readHistory(
  log: Log,
  since: Instant,
): Promise<{ channels: readonly Channel[]; known: ReadonlySet<string> }> {
  const channels: Channel[] = [];
  const known = new Set<string>();
  const hourBefore = new Date(Date.parse(since) - 3_600_000).toISOString();
  const head = await log.head();
  const stop = new AbortController();
  for await (const events of log.subscribe({ after: null, batch: 5_000, signal: stop.signal })) {
    for (const { event, at } of events) {
      if (event.type === 'ChannelRegistered') channels.push((event as ChannelRegistered).data);
      if (at >= hourBefore && tellsId.has(event.type))
        known.add((event as AttemptAccepted | CallbackRecorded | CallStatusRecorded).data.providerId);
    }
    if (events.some(({ position }) => position === head)) break;
  }
  return { channels, known };
}

/** What a contact's history is told about a listed message; nothing when it knows it. */
function commandOf(
  { contactIdOf }: Parts,
  { channelId, provider, number }: Channel,
  { providerId, from, to, body, createdAt }: Passed,
  known: ReadonlySet<string>,
): ContactCommand[] {
  if (to === number)
    return [
      {
        type: 'RecordInbound',
        data: {
          ...{ contactId: contactIdOf(from), channelId, provider, providerId, receivedAt: createdAt },
          ...{ phone: from, text: body ?? '', button: '' },
        },
      },
    ];
  if (known.has(providerId)) return [];
  const kind = body === null ? 'call' : 'message';
  const about = { contactId: contactIdOf(to), channelId, provider, providerId };
  return [{ type: 'RecordRecovered', data: { ...about, kind, madeAt: createdAt, text: body } }];
}

/** One contact's messages one after the other, those of different contacts together. */
async function askAll(parts: Parts, commands: readonly ContactCommand[]): Promise<void> {
  const byContact = [...Map.groupBy(commands, ({ data }) => data.contactId).values()];
  for (let from = 0; from < byContact.length; from += contactsAtOnce)
    await Promise.all(
      byContact.slice(from, from + contactsAtOnce).map(async (own) => {
        for (const command of own) await ask(parts, command);
      }),
    );
}

async function ask({ log, now }: Parts, command: ContactCommand): Promise<void> {
  const id = 'providerId' in command.data ? command.data.providerId : command.type;
  const commandId = `recovered ${id}`;
  const provenance = { commandId, correlationId: commandId, by: 'system:restore', at: now() };
  const outcome = await handleCommand({ log, decider: contact, id: command.data.contactId, command, provenance });
  if (outcome.outcome !== 'accepted')
    throw new Error(`Recovering message ${id} was answered with ${outcome.outcome}; wanted is accepted.`);
}
