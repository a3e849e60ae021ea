import express, { type Router } from 'express';
import { z } from 'zod';
import { contact, type ContactCommand } from '#contracts/contact/contact';
import { isE164 } from '#contracts/contact/e164';
import type { Instant } from '#contracts/kernel/event';
import { may, type Permission, type Role } from '#contracts/person/roles';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, signedIn, type Allow } from '#server/engine/http/door';
import { parseCommand } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow<Permission>;
  readonly now: () => Instant;
  readonly contactIdOf: (e164: string) => string;
};

/** A contact is named by its number in the body: no phone number ever stands in a path. */
const data = z.strictObject({ phone: z.string().trim().refine(isE164, 'a number in E.164, like +56961234567') });
const asked = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('SuppressContact'), data }),
  z.strictObject({ type: z.literal('UnsuppressContact'), data }),
  z.strictObject({ type: z.literal('ForgetContact'), data }),
]);

export function contactRoutes({ log, db, allow, now, contactIdOf }: Parts): Router {
  const router = express.Router();
  router.get('/api/suppressions', allow('readCampaigns'), async (_request, response) => {
    const { rows } = await db.pool.query(
      'select contact_id, cause, suppressed_at from read.contacts where suppressed order by suppressed_at desc, contact_id limit 1000',
    );
    response.json({ suppressions: rows });
  });
  router.post('/api/contacts/commands', allow('suppressContacts'), async (request, response) => {
    const parsed = parseCommand(asked, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    const { commandId, command } = parsed.value;
    const { role } = signedIn(response);
    if (command.type === 'ForgetContact' && !may(role as Role, 'forgetContacts')) {
      problem(response, 403, {
        code: 'NotAllowed',
        detail: `Your role, ${role}, may not forget a contact; ask an administrator.`,
      });
      return;
    }
    const contactId = contactIdOf(command.data.phone);
    const provenance = askedBy(response, commandId, now);
    const outcome = await handleCommand({
      log,
      decider: contact,
      id: contactId,
      command: commandOf(command.type, contactId),
      provenance,
    });
    // Whoever reads the answer may rely on it: the key is gone.
    if (command.type === 'ForgetContact') await caughtUp(log, db, ['forgetter']);
    reply(response, outcome);
  });
  return router;
}

function commandOf(type: z.infer<typeof asked>['type'], contactId: string): ContactCommand {
  return type === 'SuppressContact' ? { type, data: { contactId, cause: 'manual' } } : { type, data: { contactId } };
}
