import type { z } from 'zod';
import { contact, type ContactCommand } from '#contracts/contact/contact';
import type { Instant } from '#contracts/kernel/event';
import { commandContact, listSuppressions, type contactCommand, suppressionRow } from '#contracts/wire/contact-doors';
import { handleCommand } from '#server/engine/commands/handle-command';
import { readPage } from '#server/engine/http/page';
import { isDenied } from '#server/engine/http/problem';
import { readFrom, serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { OwnWrites } from '#server/engine/subscriptions/own-writes';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly ownWrites: OwnWrites;
  readonly now: () => Instant;
  readonly contactIdOf: (e164: string) => string;
};

export function contactDoors({ log, db, ownWrites, now, contactIdOf }: Parts): readonly Served[] {
  return [
    serve(readFrom(['contacts'], listSuppressions), async ({ query }) => {
      const page = await readPage(db, {
        list: 'suppressions',
        sql: 'select contact_id, cause, suppressed_at from read.contacts where suppressed',
        row: suppressionRow,
        keys: ['suppressed_at', 'contact_id'],
        descending: true,
        asked: query,
      });
      return isDenied(page) ? page : { suppressions: page.rows, next: page.next };
    }),
    serveCommands(commandContact, now, async ({ command: { type, data }, provenance }) => {
      const id = contactIdOf(data.phone);
      const outcome = await handleCommand({ log, decider: contact, id, command: commandOf(type, id), provenance });
      // Whoever reads the answer may rely on it: the key is gone.
      if (type === 'ForgetContact') await ownWrites.held(provenance.by, ['forgetter']);
      return outcome;
    }),
  ];
}

function commandOf(type: z.infer<typeof contactCommand>['type'], contactId: string): ContactCommand {
  return type === 'SuppressContact' ? { type, data: { contactId, cause: 'manual' } } : { type, data: { contactId } };
}
