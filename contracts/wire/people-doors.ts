import { z } from 'zod';
import { personCommand } from '#contracts/person/person';
import { roles } from '#contracts/person/roles';
import { accepted, commandDoor } from './command-door.ts';
import { door } from './door.ts';
import { next, pageQuery } from './page.ts';

const tag = 'People';
const permission = 'managePeople';
const params = z.object({ personId: z.string().max(80) });

export const personRow = z.object({
  ...{ person_id: z.string(), role: z.enum(roles), status: z.enum(['invited', 'revoked']) },
  ...{ last_signed_in_at: z.iso.datetime().nullable(), invited_at: z.iso.datetime(), position: z.int() },
});
export const personEntry = personRow
  .extend({ name: z.string().nullable(), email: z.string().nullable() })
  .meta({ id: 'Person' });

export const listPeople = door({
  ...{ name: 'listPeople', method: 'get', path: '/api/people', tag, permission, query: z.strictObject(pageQuery) },
  summary: 'Everybody who was ever invited, in the order of their invitation.',
  answer: z.object({ people: z.array(personEntry), next }),
});

const [invite, ...others] = personCommand.options;
const issueLink = z.strictObject({ type: z.literal('IssueSignInLink'), data: z.strictObject({}) });

const link = {
  token: z.string().optional().meta({ description: 'The secret of a sign-in link: /sign-in#token=… Shown once.' }),
  code: z.string().optional().meta({ description: 'Six digits that do the same, typed in with the e-mail address.' }),
};

export const invitePerson = commandDoor({
  ...{ name: 'invitePerson', path: '/api/people/commands', tag, permission },
  summary: 'Invite somebody; the answer holds a sign-in link that lasts a week.',
  command: z.discriminatedUnion('type', [invite]),
  answer: accepted.extend(link).meta({ id: 'Invited' }),
  refusals: ['PersonExists'],
});

export const commandPerson = commandDoor({
  ...{ name: 'commandPerson', path: '/api/people/{personId}/commands', tag, permission, params },
  summary: 'Change a role, revoke somebody, or make them another sign-in link.',
  command: z.discriminatedUnion('type', [...others, issueLink]),
  answer: accepted.extend(link).meta({ id: 'PersonAccepted' }),
  refusals: ['PersonIsMissing', 'PersonIsRevoked', 'PersonIsYourself'],
});
