import * as z from 'zod';
import { isE164 } from '#contracts/contact/e164';
import { refuse, type Command } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { ChannelEvent, ChannelKind, ChannelProvider, ChannelRatesSet, ChannelRegistered } from './events.ts';

const rates = {
  perSecond: z.number().min(0.01).max(1_000),
  newContactsPerDay: z.int().min(1).max(10_000_000).nullable(),
};

/** What an administrator may ask of a channel. */
export const channelCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('RegisterChannel'),
    data: z.strictObject({
      kind: z.enum(['whatsapp', 'voice']),
      provider: z.literal('sandbox'),
      number: z.string().trim().max(20),
      name: z.string().trim().min(1).max(80),
    }),
  }),
  z.strictObject({ type: z.literal('SetChannelRates'), data: z.strictObject(rates) }),
  z.strictObject({ type: z.literal('ClaimInboundCalls'), data: z.strictObject({ campaignId: z.uuid() }) }),
  z.strictObject({ type: z.literal('ReleaseInboundCalls'), data: z.strictObject({}) }),
  z.strictObject({ type: z.literal('RemoveChannel'), data: z.strictObject({}) }),
]);

export type ChannelCommand =
  | Command<'RegisterChannel', ChannelRegistered['data']>
  | Command<'SetChannelRates', Omit<ChannelRatesSet['data'], 'channelId'>>
  | Command<'ClaimInboundCalls', { readonly campaignId: string }>
  | Command<'ReleaseInboundCalls', Record<string, never>>
  | Command<'RemoveChannel', Record<string, never>>;

export type ChannelRates = { readonly perSecond: number; readonly newContactsPerDay: number | null };

export type ExistingChannel = ChannelRates & {
  readonly status: 'available' | 'removed';
  readonly channelId: string;
  readonly kind: ChannelKind;
  readonly provider: ChannelProvider;
  readonly number: string;
  readonly name: string;
  /** The campaign that calls to this number belong to. */
  readonly inboundOwner: string | null;
};

export type Channel = { readonly status: 'missing' } | ExistingChannel;

/**
 * What a channel may do until somebody says otherwise: 80 messages a second and 250 new contacts a day are a new WhatsApp
 * sender's limits (Meta: messaging limits), one call a second is Twilio's (Voice: calls per second). The sandbox has no
 * limit of new contacts.
 */
export function usualRates(kind: ChannelKind, provider: ChannelProvider): ChannelRates {
  if (kind === 'voice') return { perSecond: 1, newContactsPerDay: null };
  return { perSecond: 80, newContactsPerDay: provider === 'sandbox' ? null : 250 };
}

/** A WhatsApp sender or a voice number of the organisation. */
export const channel: Decider<Channel, ChannelCommand, ChannelEvent> = {
  category: 'channel',
  initial: { status: 'missing' },
  decide,
  evolve,
};

function decide(command: ChannelCommand, state: Channel): Decision<ChannelEvent> {
  if (command.type === 'RegisterChannel') return register(command.data, state);
  if (state.status === 'missing') return refuse('ChannelIsMissing', 'There is no such channel; register it first.');
  const { channelId, name, inboundOwner } = state;
  if (command.type === 'RemoveChannel')
    return state.status === 'removed' ? [] : [{ type: 'ChannelRemoved', data: { channelId } }];
  if (state.status === 'removed')
    return refuse('ChannelIsRemoved', `“${name}” was removed and can no longer be changed; register a channel anew.`, {
      name,
    });
  switch (command.type) {
    case 'SetChannelRates':
      return [{ type: 'ChannelRatesSet', data: { channelId, ...command.data } }];
    case 'ClaimInboundCalls':
      return claim(command.data.campaignId, state);
    case 'ReleaseInboundCalls':
      return inboundOwner === null
        ? []
        : [{ type: 'InboundCallsReleased', data: { channelId, campaignId: inboundOwner } }];
  }
}

function register(data: ChannelRegistered['data'], state: Channel): Decision<ChannelEvent> {
  if (state.status !== 'missing')
    return refuse('ChannelExists', `The channel ${data.channelId} exists already; use another id.`);
  if (!isE164(data.number))
    return refuse('NumberIsNotE164', `“${data.number}” is not a number in E.164; write it like +56961234567.`, {
      number: data.number,
    });
  return [{ type: 'ChannelRegistered', data }];
}

/** One campaign at a time answers a number, or nobody could say which flow a caller is in. */
function claim(campaignId: string, { channelId, kind, name, inboundOwner }: ExistingChannel): Decision<ChannelEvent> {
  if (kind !== 'voice')
    return refuse('ChannelTakesNoCalls', `“${name}” is a WhatsApp sender; only a voice number takes calls.`, { name });
  if (inboundOwner === campaignId) return [];
  if (inboundOwner !== null)
    return refuse(
      'InboundCallsAreClaimed',
      `Calls to “${name}” belong to the campaign ${inboundOwner}; release them there first.`,
      { name, campaignId: inboundOwner },
    );
  return [{ type: 'InboundCallsClaimed', data: { channelId, campaignId } }];
}

function evolve(state: Channel, event: ChannelEvent): Channel {
  if (event.type === 'ChannelRegistered') {
    const { kind, provider } = event.data;
    return { status: 'available', ...event.data, ...usualRates(kind, provider), inboundOwner: null };
  }
  if (state.status === 'missing') return state;
  switch (event.type) {
    case 'ChannelRatesSet': {
      const { perSecond, newContactsPerDay } = event.data;
      return { ...state, perSecond, newContactsPerDay };
    }
    case 'InboundCallsClaimed':
      return { ...state, inboundOwner: event.data.campaignId };
    case 'InboundCallsReleased':
      return { ...state, inboundOwner: null };
    case 'ChannelRemoved':
      return { ...state, status: 'removed', inboundOwner: null };
  }
}
