import { sql, type Transaction } from 'kysely';
import type { ContactForgotten } from '#contracts/contact/events';
import type { Numbered } from '#contracts/kernel/event';
import type { Subscriber } from '#contracts/kernel/subscriber';
import { forgottenNotice } from '#server/engine/log/key-ring';

/**
 * Throws the keys of forgotten contacts away, in one transaction with its checkpoint: however often we crash, a contact
 * that was asked to be forgotten is. Every process is told, so that none keeps a key in memory.
 */
export const forgetter: Subscriber<Transaction<unknown>> = {
  name: 'forgetter',
  kind: 'reactor',
  version: 1,
  handles: ['ContactForgotten'],
  on: async (batch, tx) => {
    for (const { event } of batch as readonly Numbered<ContactForgotten>[]) {
      const { contactId } = event.data;
      await sql`insert into private.subject_key(subject_id, key) values (${contactId}, null)
        on conflict (subject_id) do update set key = null`.execute(tx);
      await sql`select pg_notify(${forgottenNotice}, ${contactId})`.execute(tx);
    }
    return [];
  },
};
