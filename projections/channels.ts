import type { Transaction } from 'kysely';
import { usualRates } from '#contracts/channel/channel';
import type { ChannelEvent, ChannelKind, ChannelProvider, ChannelRegistered } from '#contracts/channel/events';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import { foldInto } from './fold-into.ts';

export type ChannelRow = {
  readonly channel_id: string;
  readonly kind: ChannelKind;
  readonly provider: ChannelProvider;
  readonly number: string;
  readonly name: string;
  readonly status: 'available' | 'removed';
  /** Messages or calls a second. */
  readonly per_second: number;
  /** People who may be written to first within any 24 hours; null: no limit. */
  readonly new_contacts_per_day: number | null;
  /** The campaign that calls to this number belong to. */
  readonly inbound_owner: string | null;
  readonly registered_at: string;
  readonly position: number;
};

/** The organisation's senders. */
export const channels: Projection<Transaction<unknown>> = {
  name: 'channels',
  kind: 'projection',
  version: 2,
  tables: ['channels'],
  ddl: `
create table channels(
  channel_id uuid primary key,
  kind text not null,
  provider text not null,
  number text not null,
  name text not null,
  status text not null,
  per_second double precision not null,
  new_contacts_per_day int,
  inbound_owner uuid,
  registered_at timestamptz not null,
  position bigint not null);
create index channels_number on channels(provider, number);
comment on table channels is 'The organisation''s own senders; provider sandbox reaches nobody.';`,
  handles: ['ChannelRegistered', 'ChannelRatesSet', 'InboundCallsClaimed', 'InboundCallsReleased', 'ChannelRemoved'],
  on: async (batch, tx) => {
    await foldInto<ChannelRow, ChannelEvent>(tx, {
      ...{ table: 'channels', key: 'channel_id', batch: batch as readonly Numbered<ChannelEvent>[], evolve },
      keyOf: (event) => event.data.channelId,
      begins: (event) => event.type === 'ChannelRegistered',
    });
    return ['channels'];
  },
};

function evolve(row: ChannelRow | undefined, { event, at }: Numbered<ChannelEvent>): ChannelRow | undefined {
  switch (event.type) {
    case 'ChannelRegistered':
      return registered(event.data, at);
    case 'ChannelRatesSet': {
      const { perSecond, newContactsPerDay } = event.data;
      return row && { ...row, per_second: perSecond, new_contacts_per_day: newContactsPerDay };
    }
    case 'InboundCallsClaimed':
      return row && { ...row, inbound_owner: event.data.campaignId };
    case 'InboundCallsReleased':
      return row && { ...row, inbound_owner: null };
    case 'ChannelRemoved':
      return row && { ...row, status: 'removed', inbound_owner: null };
  }
}

function registered({ channelId, kind, provider, number, name }: ChannelRegistered['data'], at: string): ChannelRow {
  const { perSecond, newContactsPerDay } = usualRates(kind, provider);
  return {
    ...{ channel_id: channelId, kind, provider, number, name, status: 'available' },
    ...{ per_second: perSecond, new_contacts_per_day: newContactsPerDay, inbound_owner: null },
    ...{ registered_at: at, position: 0 },
  };
}
