import { refuse, type Command } from '#contracts/kernel/command';
import type { Decider } from '#contracts/kernel/decider';
import type { NumberEvent } from './events.ts';

export type NumberCommand =
  Command<'AssignNumber', { readonly channelId: string }> | Command<'ReleaseNumber', { readonly channelId: string }>;

export type OwnNumber = { readonly channelId: string | null };

/**
 * One of the organisation's own numbers, of one kind: whose it is is decided in its own stream, so that of two channels
 * that want it only one gets it. The stream's id is an HMAC of kind and number.
 */
export const ownNumber: Decider<OwnNumber, NumberCommand, NumberEvent> = {
  category: 'ownNumber',
  initial: { channelId: null },
  decide: (command, { channelId: owner }) => {
    const { channelId } = command.data;
    if (command.type === 'ReleaseNumber')
      return owner === channelId ? [{ type: 'NumberReleased', data: { channelId } }] : [];
    if (owner === channelId) return [];
    return owner === null
      ? [{ type: 'NumberAssigned', data: { channelId } }]
      : refuse('NumberIsTaken', `This number is that of the channel ${owner}; use that one, or remove it first.`, {
          channelId: owner,
        });
  },
  evolve: (_state, event) => ({ channelId: event.type === 'NumberAssigned' ? event.data.channelId : null }),
};
