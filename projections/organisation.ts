import type { Transaction } from 'kysely';
import type { QuietHours } from '#contracts/contact/quiet-hours';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import type { OrganisationEvent } from '#contracts/organisation/events';
import { organisationId } from '#contracts/organisation/organisation';
import { foldInto } from './fold-into.ts';

export type OrganisationRow = {
  readonly organisation_id: string;
  readonly default_country: string | null;
  readonly default_time_zone: string | null;
  readonly quiet_hours: QuietHours | null;
  readonly set_by: string;
  readonly set_at: string;
  readonly position: number;
};

/** The organisation's defaults: one row, once an administrator has set them. */
export const organisations: Projection<Transaction<unknown>> = {
  name: 'organisation',
  kind: 'projection',
  version: 1,
  tables: ['organisation'],
  ddl: `
create table organisation(
  organisation_id text primary key,
  default_country text,
  default_time_zone text,
  quiet_hours json,
  set_by text not null,
  set_at timestamptz not null,
  position bigint not null);
comment on table organisation is 'What campaigns and data sets begin with: country of numbers without a country code, time zone (IANA), quiet hours; no row until they are set.';`,
  handles: ['OrganisationDefaultsSet'],
  on: async (batch, tx) => {
    await foldInto<OrganisationRow, OrganisationEvent>(tx, {
      table: 'organisation',
      key: 'organisation_id',
      batch: batch as readonly Numbered<OrganisationEvent>[],
      evolve: (_row, { event, by, at }) => ({
        organisation_id: organisationId,
        default_country: event.data.country,
        default_time_zone: event.data.timeZone,
        quiet_hours: event.data.quietHours,
        ...{ set_by: by, set_at: at, position: 0 },
      }),
      keyOf: () => organisationId,
      begins: () => false,
    });
    return ['organisation'];
  },
};
