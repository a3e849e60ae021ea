import { z } from 'zod';
import { roles } from '#contracts/person/roles';
import { accepted } from './command-door.ts';
import { door } from './door.ts';

const tag = 'API tokens';
const own = { tag, permission: 'signedIn' } as const;
const theirs = { tag, permission: 'managePeople' } as const;
const person = z.object({ personId: z.string().max(80) });
const token = z.object({ tokenId: z.uuid() });

const entry = z
  .object({ tokenId: z.uuid(), name: z.string().nullable(), role: z.enum(roles), expiresAt: z.iso.datetime() })
  .meta({ id: 'Token' });
const missing = 'There is no such token, or it was revoked already.';
const list = z.object({ tokens: z.array(entry).readonly() });

const asked = z.strictObject({
  tokenId: z.uuid().meta({ description: 'Made by the asker.' }),
  name: z.string().trim().min(1).max(120).meta({ description: 'What it is for.' }),
  role: z.enum(roles).meta({ description: 'At most the person’s own.' }),
  expiresAt: z.iso.datetime().meta({ description: 'Within a year.' }),
});
const issued = accepted
  .extend({ token: z.string().meta({ description: 'Goes into `Authorization: Bearer …`. Shown once.' }) })
  .meta({ id: 'IssuedToken' });

const noPerson = ['PersonIsMissing', 'PersonIsRevoked', 'SessionIsNeeded'] as const;
const refusals = [...noPerson, 'TokenExists', 'TokenLastsTooLong', 'TokenRoleIsTooHigh', 'TooManyTokens'] as const;

export const listMyTokens = door({
  ...{ name: 'listMyTokens', method: 'get', path: '/api/me/tokens', ...own, answer: list },
  summary: 'My tokens that were not revoked.',
});
export const issueMyToken = door({
  ...{ name: 'issueMyToken', method: 'post', path: '/api/me/tokens', ...own, body: asked, answer: issued, refusals },
  summary: 'Make a token for a program that acts in my name.',
});
export const revokeMyToken = door({
  ...{ name: 'revokeMyToken', method: 'post', path: '/api/me/tokens/{tokenId}/revoke', ...own },
  ...{ params: token, answer: accepted, missing, refusals: noPerson },
  summary: 'Revoke one of my tokens; it opens nothing from now on.',
});
export const listTokens = door({
  ...{ name: 'listTokens', method: 'get', path: '/api/people/{personId}/tokens', ...theirs, params: person },
  ...{ answer: list, missing: 'There is no such person.' },
  summary: 'Somebody’s tokens that were not revoked.',
});
export const issueToken = door({
  ...{ name: 'issueToken', method: 'post', path: '/api/people/{personId}/tokens', ...theirs, params: person },
  ...{ body: asked, answer: issued, refusals },
  summary: 'Make a token for a program that acts in somebody’s name.',
});
export const revokeToken = door({
  ...{ name: 'revokeToken', method: 'post', path: '/api/people/{personId}/tokens/{tokenId}/revoke', ...theirs },
  ...{ params: person.extend(token.shape), answer: accepted, missing, refusals: noPerson },
  summary: 'Revoke somebody’s token.',
});
