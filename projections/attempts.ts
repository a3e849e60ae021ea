import type { Transaction } from 'kysely';
import type { Event, Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import type { ContactDecided } from '#contracts/row/events';
import { tableOfAttempt, type OfAnyAttempt, type OfCall, type OfMessage, type OfTransfer } from './attempt-events.ts';
import { callsDdl, evolveCall, wordOnCall, type CallRow } from './calls.ts';
import { channelHealthDdl, saveHealth, type Word } from './channel-health.ts';
import { decisionsDdl, saveDecisions } from './decisions.ts';
import { foldInto } from './fold-into.ts';
import { evolveMessage, messagesDdl, wordOnMessage, type MessageRow } from './messages.ts';
import { evolveTransfer, transfersDdl, type TransferRow } from './transfers.ts';

type OfAttempt = OfAnyAttempt | OfMessage | OfCall | OfTransfer;
type Handled = ContactDecided | OfAttempt;

/**
 * Every attempt to reach somebody with the furthest that was heard of it, every decision to make one or not, and how well
 * the channels work.
 */
export const attempts: Projection<Transaction<unknown>> = {
  name: 'attempts',
  kind: 'projection',
  version: 3,
  tables: ['messages', 'calls', 'transfers', 'decisions', 'channel_health'],
  ddl: messagesDdl + callsDdl + transfersDdl + decisionsDdl + channelHealthDdl,
  handles: ['ContactDecided', ...Object.keys(tableOfAttempt)],
  on: async (batch, tx) => {
    const events = batch as readonly Numbered<Handled>[];
    const words: Word[] = [];
    const all = events.filter(isOfAttempt);
    const notOfMessages = await foldMessages(tx, all, words);
    const notOfCalls = await foldCalls(tx, notOfMessages, words);
    await foldTransfers(tx, notOfCalls);
    await saveDecisions(tx, events);
    const channels = await saveHealth(tx, words);
    return channels.length > 0 ? ['channels'] : [];
  },
};

function isOfAttempt(recorded: Numbered<Handled>): recorded is Numbered<OfAttempt> {
  return recorded.event.type !== 'ContactDecided';
}

/**
 * An event about any attempt is first looked for among the messages, then what is left among the calls, then among the
 * transfers: so a batch in which there are only messages asks nothing of the other tables.
 */
async function foldMessages(
  tx: Transaction<unknown>,
  events: readonly Numbered<OfAttempt>[],
  words: Word[],
): Promise<readonly Numbered<OfAttempt>[]> {
  const begun = begunBy(events, ['CallIntended', 'TransferIntended']);
  const ofMessages = (recorded: Numbered<OfAttempt>): recorded is Numbered<OfMessage | OfAnyAttempt> =>
    isOf(recorded, 'messages', begun);
  const { after } = await foldInto<MessageRow, OfMessage | OfAnyAttempt>(tx, {
    ...{ table: 'messages', key: 'attempt_id', batch: events.filter(ofMessages), keyOf },
    begins: ({ type }) => type === 'AttemptIntended',
    evolve: (row, recorded) => {
      const next = evolveMessage(row, recorded);
      const word = row && next && wordOnMessage(row, next);
      if (word) words.push({ ...word, channelId: row.channel_id, at: recorded.at, number: recorded.number });
      return next;
    },
  });
  return events.filter((recorded) => isLeft(recorded, 'messages', after));
}

async function foldCalls(
  tx: Transaction<unknown>,
  events: readonly Numbered<OfAttempt>[],
  words: Word[],
): Promise<readonly Numbered<OfAttempt>[]> {
  const begun = begunBy(events, ['TransferIntended']);
  const ofCalls = (recorded: Numbered<OfAttempt>): recorded is Numbered<OfCall | OfAnyAttempt> =>
    isOf(recorded, 'calls', begun);
  const { after } = await foldInto<CallRow, OfCall | OfAnyAttempt>(tx, {
    ...{ table: 'calls', key: 'attempt_id', batch: events.filter(ofCalls), keyOf },
    begins: ({ type }) => type === 'CallIntended',
    evolve: (row, recorded) => {
      const next = evolveCall(row, recorded);
      const word = row && next && wordOnCall(row, next);
      if (word) words.push({ ...word, channelId: row.channel_id, at: recorded.at, number: recorded.number });
      return next;
    },
  });
  return events.filter((recorded) => isLeft(recorded, 'calls', after));
}

async function foldTransfers(tx: Transaction<unknown>, events: readonly Numbered<OfAttempt>[]): Promise<void> {
  const ofTransfers = (recorded: Numbered<OfAttempt>): recorded is Numbered<OfTransfer | OfAnyAttempt> =>
    isOf(recorded, 'transfers', new Set());
  await foldInto<TransferRow, OfTransfer | OfAnyAttempt>(tx, {
    ...{ table: 'transfers', key: 'attempt_id', batch: events.filter(ofTransfers), keyOf, evolve: evolveTransfer },
    begins: ({ type }) => type === 'TransferIntended',
  });
}

function keyOf({ data }: OfAttempt): string {
  return data.attemptId;
}

/** Attempts that begin in this batch and are of another kind: they need not be looked for. */
function begunBy(events: readonly Numbered<Event>[], types: readonly string[]): ReadonlySet<string> {
  return new Set(
    (events as readonly Numbered<OfAttempt>[]).flatMap(({ event }) =>
      types.includes(event.type) ? [event.data.attemptId] : [],
    ),
  );
}

function isOf({ event }: Numbered<OfAttempt>, table: string, others: ReadonlySet<string>): boolean {
  const about = tableOfAttempt[event.type];
  return about === table || (about === 'any' && !others.has(event.data.attemptId));
}

function isLeft({ event }: Numbered<OfAttempt>, table: string, found: ReadonlyMap<string, unknown>): boolean {
  const about = tableOfAttempt[event.type];
  return about === 'any' ? !found.has(event.data.attemptId) : about !== table;
}
