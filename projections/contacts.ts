import type { Transaction } from 'kysely';
import type {
  ContactEvent,
  OutreachRecovered,
  RecoveredOutreachAdopted,
  SuppressionCause,
} from '#contracts/contact/events';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import { foldInto } from './fold-into.ts';

type Handled = Exclude<ContactEvent, OutreachRecovered | RecoveredOutreachAdopted>;

export type ContactRow = {
  readonly contact_id: string;
  readonly suppressed: boolean;
  readonly cause: SuppressionCause | null;
  readonly suppressed_at: string | null;
  readonly inbounds: number;
  readonly last_inbound_at: string | null;
  readonly inbound_calls: number;
  readonly last_inbound_call_at: string | null;
  readonly position: number;
};

/** Contacts that wrote to us, called us or may not be contacted, by pseudonym. */
export const contacts: Projection<Transaction<unknown>> = {
  name: 'contacts',
  kind: 'projection',
  version: 2,
  tables: ['contacts'],
  ddl: `
create table contacts(
  contact_id text collate "C" primary key,
  suppressed boolean not null,
  cause text,
  suppressed_at timestamptz,
  inbounds int not null,
  last_inbound_at timestamptz,
  inbound_calls int not null,
  last_inbound_call_at timestamptz,
  position bigint not null);
create index contacts_suppressed on contacts(suppressed_at) where suppressed;
comment on table contacts is 'Contacts that wrote to us, called us or may not be contacted; contact_id is a pseudonym.';`,
  handles: ['InboundReceived', 'InboundCallReceived', 'ContactSuppressed', 'ContactUnsuppressed', 'ContactForgotten'],
  on: async (batch, tx) => {
    const events = batch as readonly Numbered<Handled>[];
    await foldInto<ContactRow, Handled>(tx, {
      ...{ table: 'contacts', key: 'contact_id', batch: events, evolve },
      keyOf: ({ data }) => data.contactId,
      begins: () => false,
    });
    return events.some(({ event }) => 'cause' in event.data || event.type === 'ContactForgotten')
      ? ['suppressions']
      : [];
  },
};

function evolve(row: ContactRow | undefined, { event, at }: Numbered<Handled>): ContactRow {
  const contact_id = event.data.contactId;
  const known = row ?? {
    contact_id,
    suppressed: false,
    cause: null,
    suppressed_at: null,
    inbounds: 0,
    last_inbound_at: null,
    inbound_calls: 0,
    last_inbound_call_at: null,
    position: 0,
  };
  switch (event.type) {
    case 'InboundReceived':
      return { ...known, inbounds: known.inbounds + 1, last_inbound_at: event.data.receivedAt };
    case 'InboundCallReceived':
      return { ...known, inbound_calls: known.inbound_calls + 1, last_inbound_call_at: event.data.receivedAt };
    case 'ContactSuppressed':
      return { ...known, suppressed: true, cause: event.data.cause, suppressed_at: at };
    case 'ContactForgotten':
      return { ...known, suppressed: true, cause: 'forgotten', suppressed_at: at };
    case 'ContactUnsuppressed':
      return { ...known, suppressed: false, cause: null, suppressed_at: null };
  }
}
