import type { Transaction } from 'kysely';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import type { PersonEvent } from '#contracts/person/events';
import type { Role } from '#contracts/person/roles';
import { foldInto } from './fold-into.ts';

export type PersonRow = {
  readonly person_id: string;
  readonly role: Role;
  readonly status: 'invited' | 'revoked';
  readonly last_signed_in_at: string | null;
  readonly invited_at: string;
  readonly position: number;
};

/** Who may sign in and as what; names and addresses stay in the log, sealed. */
export const people: Projection<Transaction<unknown>> = {
  name: 'people',
  kind: 'projection',
  version: 1,
  tables: ['people'],
  ddl: `
create table people(
  person_id text collate "C" primary key,
  role text not null,
  status text not null,
  last_signed_in_at timestamptz,
  invited_at timestamptz not null,
  position bigint not null);
comment on table people is 'Who may sign in and as what; no names.';`,
  handles: ['PersonInvited', 'PersonSignedIn', 'RoleChanged', 'PersonRevoked'],
  on: async (batch, tx) => {
    await foldInto<PersonRow, PersonEvent>(tx, {
      ...{ table: 'people', key: 'person_id', batch: batch as readonly Numbered<PersonEvent>[], evolve },
      keyOf: ({ data }) => data.personId,
      begins: () => false,
    });
    return ['people'];
  },
};

function evolve(row: PersonRow | undefined, { event, at }: Numbered<PersonEvent>): PersonRow | undefined {
  switch (event.type) {
    case 'PersonInvited':
      return {
        person_id: event.data.personId,
        role: event.data.role,
        status: 'invited',
        last_signed_in_at: null,
        invited_at: at,
        position: 0,
      };
    case 'PersonSignedIn':
      return row && { ...row, last_signed_in_at: at };
    case 'RoleChanged':
      return row && { ...row, role: event.data.role };
    case 'PersonRevoked':
      return row && { ...row, status: 'revoked' };
    case 'SignInLinkIssued':
    case 'PasswordSet':
    case 'TokenIssued':
    case 'TokenRevoked':
      return row;
  }
}
