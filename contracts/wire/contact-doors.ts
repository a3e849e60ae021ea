import * as z from 'zod';
import { isE164 } from '#contracts/contact/e164';
import { commandDoor } from './command-door.ts';
import { door } from './door.ts';
import { next, pageQuery } from './page.ts';

const tag = 'Contacts';

/** A contact is named by its number in the body: no phone number ever stands in a path. */
const data = z.strictObject({ phone: z.string().trim().refine(isE164, 'a number in E.164, like +56961234567') });

export const contactCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('SuppressContact'), data }),
  z.strictObject({ type: z.literal('UnsuppressContact'), data }),
  z.strictObject({ type: z.literal('ForgetContact'), data }),
]);

export const suppressionRow = z
  .object({
    contact_id: z.string().meta({ description: 'A pseudonym of the person.' }),
    cause: z.string().nullable().meta({ description: 'stopWord, spoken, manual or forgotten.' }),
    suppressed_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Suppression' });

export const listSuppressions = door({
  ...{ name: 'listSuppressions', method: 'get', path: '/api/suppressions', tag, permission: 'readCampaigns' },
  summary: 'People who are not contacted any more, the latest first.',
  query: z.strictObject(pageQuery),
  answer: z.object({ suppressions: z.array(suppressionRow), next }),
});

export const commandContact = commandDoor({
  ...{ name: 'commandContact', path: '/api/contacts/commands', tag, permission: 'suppressContacts' },
  permissions: { ForgetContact: 'forgetContacts' },
  summary: 'Suppress a contact, let them be contacted again, or forget them for good.',
  command: contactCommand,
  refusals: ['ContactIsForgotten'],
});
