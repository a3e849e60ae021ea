import { dataSetMigrations } from '#server/datasets/migrations';
import { eventStoreMigrations } from '#server/engine/eventstore/migrations';
import { ledgerMigrations } from '#server/engine/ledger/ledger';
import { signedHeadMigrations } from '#server/engine/ledger/sign-heads';
import { keyRingMigrations } from '#server/engine/log/migrations';
import type { Migration } from '#server/engine/postgres/migrate';
import { subscriptionMigrations } from '#server/engine/subscriptions/migrations';
import { executionMigrations } from '#server/executions/migrations';
import { presenceMigrations } from '#server/flows/presence';
import { peopleMigrations } from '#server/people/migrations';

/** Every step of the schema, in the order in which they are applied. The read tables are made by their projections. */
export const migrations: readonly Migration[] = [
  ...eventStoreMigrations,
  ...keyRingMigrations,
  ...subscriptionMigrations,
  ...ledgerMigrations,
  ...executionMigrations,
  ...dataSetMigrations,
  ...peopleMigrations,
  ...signedHeadMigrations,
  ...presenceMigrations,
];
