import { refuse, type Command } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import type {
  ContactEvent,
  InboundReceived,
  OutreachRecovered,
  RecoveredAnswer,
  RecoveredOutreachAdopted,
  SuppressionCause,
} from './events.ts';
import { consentIn } from './opt-out.ts';
import type { Recovered } from './recovered.ts';

export type ContactCommand =
  | Command<
      'RecordInbound',
      {
        readonly contactId: string;
        readonly channelId: string;
        readonly provider: string;
        readonly providerId: string;
        readonly receivedAt: Instant;
        readonly phone: string;
        readonly text: string;
        readonly button: string;
      }
    >
  | Command<
      'RecordInboundCall',
      {
        readonly contactId: string;
        readonly channelId: string;
        readonly provider: string;
        readonly providerId: string;
        readonly receivedAt: Instant;
        readonly phone: string;
      }
    >
  | Command<'SuppressContact', { readonly contactId: string; readonly cause: SuppressionCause }>
  | Command<'UnsuppressContact', { readonly contactId: string }>
  | Command<'ForgetContact', { readonly contactId: string }>
  | Command<'RecordRecovered', OutreachRecovered['data']>
  | Command<'AdoptRecovered', Omit<RecoveredOutreachAdopted['data'], 'answers'>>;

export type Contact = {
  readonly suppressed: SuppressionCause | null;
  /** When the contact last wrote, by channel: free text may be sent for 24 hours from then. */
  readonly lastInbound: Readonly<Record<string, Instant>>;
  /** The newest call of the contact, by channel. */
  readonly lastCall: Readonly<Record<string, { readonly callId: string; readonly receivedAt: Instant }>>;
  /** When the contact last asked not to be contacted; null when they never did. */
  readonly stoppedAt: Instant | null;
  /** The newest provider message ids, so that a repeated delivery is not written again. */
  readonly seen: readonly string[];
  /** Messages and calls of ours that only a carrier's list knew of after a restore. */
  readonly recovered: readonly Recovered[];
  /** What the contact wrote after something was recovered; they may be answers to it. */
  readonly answers: readonly (RecoveredAnswer & { readonly channelId: string })[];
  /** Events so far; the next one has this revision. */
  readonly events: number;
};

const rememberedInbounds = 200;

/**
 * A person who is reached by phone number. Its id is an HMAC of the number, so no stream name shows it.
 */
export const contact: Decider<Contact, ContactCommand, ContactEvent> = {
  category: 'contact',
  initial: {
    suppressed: null,
    lastInbound: {},
    lastCall: {},
    stoppedAt: null,
    seen: [],
    recovered: [],
    answers: [],
    events: 0,
  },
  decide,
  evolve,
};

function decide(command: ContactCommand, state: Contact): Decision<ContactEvent> {
  switch (command.type) {
    case 'RecordInbound':
      return state.seen.includes(inboundKey(command.data)) ? [] : received(command.data, state);
    case 'RecordInboundCall':
      return state.seen.includes(inboundKey(command.data)) ? [] : [{ type: 'InboundCallReceived', data: command.data }];
    case 'SuppressContact':
      return state.suppressed ? [] : [{ type: 'ContactSuppressed', data: command.data }];
    case 'ForgetContact':
      return state.suppressed === 'forgotten' ? [] : [{ type: 'ContactForgotten', data: command.data }];
    case 'UnsuppressContact':
      if (state.suppressed === 'forgotten')
        return refuse('ContactIsForgotten', 'This contact was forgotten for good, and may not be contacted again.');
      return state.suppressed
        ? [{ type: 'ContactUnsuppressed', data: { contactId: command.data.contactId, cause: 'manual' } }]
        : [];
    case 'RecordRecovered':
      return state.recovered.some(({ providerId }) => providerId === command.data.providerId)
        ? []
        : [{ type: 'OutreachRecovered', data: command.data }];
    case 'AdoptRecovered':
      return adopt(command.data, state);
  }
}

function adopt(
  data: Omit<RecoveredOutreachAdopted['data'], 'answers'>,
  { recovered, answers }: Contact,
): Decision<ContactEvent> {
  const outreach = recovered.find(({ providerId }) => providerId === data.providerId);
  if (!outreach)
    return refuse(
      'RecoveredOutreachIsMissing',
      `Nothing with the carrier's id ${data.providerId} was recovered for this contact.`,
    );
  if (outreach.adoptedBy === data.rowId) return [];
  if (outreach.adoptedBy !== null)
    return refuse('RecoveredOutreachIsTaken', `It is that of row ${outreach.adoptedBy} already.`);
  const since = Date.parse(outreach.madeAt);
  const own = answers.flatMap(({ channelId, ...answer }) =>
    channelId === outreach.channelId && Date.parse(answer.receivedAt) >= since ? [answer] : [],
  );
  return [{ type: 'RecoveredOutreachAdopted', data: { ...data, answers: own } }];
}

function received(data: Extract<ContactCommand, { type: 'RecordInbound' }>['data'], state: Contact): ContactEvent[] {
  const { contactId } = data;
  const consent = consentIn(data.text);
  const inbound: InboundReceived = { type: 'InboundReceived', data: { ...data, optOut: consent === 'stop' } };
  if (consent === 'stop' && !state.suppressed)
    return [inbound, { type: 'ContactSuppressed', data: { contactId, cause: 'stopWord' } }];
  // Messages come in any order: a START that was written before the STOP takes nothing back.
  const isOld = state.stoppedAt !== null && newest(state.stoppedAt, data.receivedAt) !== data.receivedAt;
  if (consent === 'start' && state.suppressed === 'stopWord' && !isOld)
    return [inbound, { type: 'ContactUnsuppressed', data: { contactId, cause: 'startWord' } }];
  return [inbound];
}

function evolve(before: Contact, event: ContactEvent): Contact {
  const state = { ...before, events: before.events + 1 };
  switch (event.type) {
    case 'InboundReceived': {
      const { channelId, receivedAt, optOut } = event.data;
      return {
        ...state,
        lastInbound: { ...state.lastInbound, [channelId]: newest(state.lastInbound[channelId] ?? null, receivedAt) },
        stoppedAt: optOut ? newest(state.stoppedAt, receivedAt) : state.stoppedAt,
        seen: [...state.seen, inboundKey(event.data)].slice(-rememberedInbounds),
        answers: before.recovered.length > 0 ? [...before.answers, answerIn(event.data, before.events)] : [],
      };
    }
    case 'InboundCallReceived': {
      const { channelId, providerId: callId, receivedAt } = event.data;
      return {
        ...state,
        lastCall: { ...state.lastCall, [channelId]: { callId, receivedAt } },
        seen: [...state.seen, inboundKey(event.data)].slice(-rememberedInbounds),
      };
    }
    case 'ContactSuppressed':
      return { ...state, suppressed: event.data.cause };
    case 'ContactUnsuppressed':
      return { ...state, suppressed: null };
    case 'ContactForgotten':
      return { ...state, suppressed: 'forgotten' };
    case 'OutreachRecovered': {
      const { kind, channelId, providerId, madeAt, text } = event.data;
      const recovered = { kind, channelId, providerId, madeAt, text, adoptedBy: null };
      return { ...state, recovered: [...state.recovered, recovered] };
    }
    case 'RecoveredOutreachAdopted': {
      const { providerId, rowId } = event.data;
      return {
        ...state,
        recovered: state.recovered.map((each) =>
          each.providerId === providerId ? { ...each, adoptedBy: rowId } : each,
        ),
      };
    }
  }
}

function answerIn(
  { channelId, provider, providerId, receivedAt }: InboundReceived['data'],
  revision: number,
): Contact['answers'][number] {
  return { channelId, provider, providerId, receivedAt, revision };
}

/** The later of two instants; compared as times, since carriers write them with and without milliseconds. */
function newest(known: Instant | null, heard: Instant): Instant {
  return known !== null && Date.parse(known) > Date.parse(heard) ? known : heard;
}

function inboundKey(data: { provider: string; providerId: string }): string {
  return `${data.provider}:${data.providerId}`;
}
