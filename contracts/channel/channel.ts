import { z } from 'zod';
import { refuse, type Command } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import { isE164 } from '#contracts/contact/e164';
import type { ChannelEvent, ChannelKind, ChannelProvider } from './events.ts';

/** What an administrator may ask of a channel. */
export const channelCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('RegisterChannel'),
    data: z.strictObject({
      kind: z.literal('whatsapp'),
      provider: z.literal('sandbox'),
      number: z.string().trim().max(20),
      name: z.string().trim().min(1).max(80),
    }),
  }),
  z.strictObject({ type: z.literal('RemoveChannel'), data: z.strictObject({}) }),
]);

export type ChannelCommand =
  | Command<
      'RegisterChannel',
      {
        readonly channelId: string;
        readonly kind: ChannelKind;
        readonly provider: ChannelProvider;
        readonly number: string;
        readonly name: string;
      }
    >
  | Command<'RemoveChannel', Record<string, never>>;

export type Channel =
  | { readonly status: 'missing' }
  | {
      readonly status: 'available' | 'removed';
      readonly channelId: string;
      readonly kind: ChannelKind;
      readonly provider: ChannelProvider;
      readonly number: string;
      readonly name: string;
    };

/** A WhatsApp sender or a voice number of the organisation. */
export const channel: Decider<Channel, ChannelCommand, ChannelEvent> = {
  category: 'channel',
  initial: { status: 'missing' },
  decide,
  evolve,
};

function decide(command: ChannelCommand, state: Channel): Decision<ChannelEvent> {
  switch (command.type) {
    case 'RegisterChannel':
      if (state.status !== 'missing')
        return refuse('ChannelExists', `The channel ${command.data.channelId} exists already; use another id.`);
      if (!isE164(command.data.number))
        return refuse(
          'NumberIsNotE164',
          `“${command.data.number}” is not a number in E.164; write it like +56961234567.`,
        );
      return [{ type: 'ChannelRegistered', data: command.data }];
    case 'RemoveChannel':
      if (state.status === 'missing') return refuse('ChannelIsMissing', 'There is no such channel.');
      return state.status === 'removed' ? [] : [{ type: 'ChannelRemoved', data: { channelId: state.channelId } }];
  }
}

function evolve(state: Channel, event: ChannelEvent): Channel {
  switch (event.type) {
    case 'ChannelRegistered':
      return { status: 'available', ...event.data };
    case 'ChannelRemoved':
      return state.status === 'missing' ? state : { ...state, status: 'removed' };
  }
}
