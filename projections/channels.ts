import type { Transaction } from 'kysely';
import type { ChannelEvent, ChannelKind, ChannelProvider } from '#contracts/channel/events';
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
  readonly registered_at: string;
  readonly position: number;
};

/** The organisation's senders. */
export const channels: Projection<Transaction<unknown>> = {
  name: 'channels',
  kind: 'projection',
  version: 1,
  tables: ['channels'],
  ddl: `
create table channels(
  channel_id uuid primary key,
  kind text not null,
  provider text not null,
  number text not null,
  name text not null,
  status text not null,
  registered_at timestamptz not null,
  position bigint not null);
create index channels_number on channels(provider, number);
comment on table channels is 'The organisation''s own senders; provider sandbox reaches nobody.';`,
  handles: ['ChannelRegistered', 'ChannelRemoved'],
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
  if (event.type === 'ChannelRemoved') return row && { ...row, status: 'removed' };
  const { channelId, kind, provider, number, name } = event.data;
  return { channel_id: channelId, kind, provider, number, name, status: 'available', registered_at: at, position: 0 };
}
