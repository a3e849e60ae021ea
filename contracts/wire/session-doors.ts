import { z } from 'zod';
import { permissions, roles } from '#contracts/person/roles';
import { accepted } from './command-door.ts';
import { door } from './door.ts';

const tag = 'Signing in';

export const me = z
  .object({
    personId: z.string(),
    role: z.enum(roles),
    name: z.string().nullable(),
    email: z.string().nullable(),
    hasPassword: z.boolean(),
    permissions: z.array(z.enum(permissions)).readonly().meta({ description: 'What this sign-in may do.' }),
  })
  .meta({ id: 'Me' });

const newPassword = z.string().min(12, 'at least 12 characters').max(1024);

export const signInByPassword = door({
  ...{ name: 'signInByPassword', method: 'post', path: '/api/sign-in', tag, permission: 'anybody', limited: true },
  body: z.strictObject({ email: z.email(), password: z.string().min(1).max(1024) }),
  summary: 'Sign in with e-mail and password; the answer sets the session’s cookie.',
  answer: me,
});

export const signInByLink = door({
  ...{ name: 'signInByLink', method: 'post', path: '/api/sign-in/link', tag, permission: 'anybody', limited: true },
  body: z.strictObject({ token: z.string().min(10).max(200) }),
  summary: 'Sign in with the secret of a link, which works once.',
  answer: me,
  refusals: ['PersonIsMissing', 'PersonIsRevoked', 'SignInLinkHasExpired', 'SignInLinkIsUsed'],
});

export const signInByCode = door({
  ...{ name: 'signInByCode', method: 'post', path: '/api/sign-in/code', tag, permission: 'anybody', limited: true },
  body: z.strictObject({ email: z.email(), code: z.string().regex(/^\d{6}$/, 'six digits') }),
  summary: 'Sign in with the six digits that come with a link, as an installed app has to.',
  answer: me,
});

export const signOut = door({
  ...{ name: 'signOut', method: 'post', path: '/api/sign-out', tag, permission: 'anybody' },
  summary: 'End this sign-in.',
  answer: null,
});

export const readMe = door({
  ...{ name: 'readMe', method: 'get', path: '/api/me', tag, permission: 'signedIn' },
  summary: 'Who is signed in, and what they may do.',
  answer: me,
});

export const setPassword = door({
  ...{ name: 'setPassword', method: 'post', path: '/api/me/password', tag, permission: 'signedIn', limited: true },
  body: z.strictObject({
    password: newPassword,
    current: z.string().max(1024).optional().meta({ description: 'Needed unless one signed in by a link or code.' }),
  }),
  summary: 'Choose a password; other sign-ins of this person end.',
  answer: accepted,
  refusals: ['CurrentPasswordIsWrong', 'PersonIsMissing', 'PersonIsRevoked', 'SessionIsNeeded'],
});
