import express, { type Request, type Response, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import type { Permission } from '#contracts/person/roles';
import { parseAs } from '#server/engine/http/parse';
import { signedIn, type Allow } from '#server/engine/http/door';
import { problem, reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import { cookieName, cookieOf, readPerson } from './door.ts';
import type { Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';

type Parts = {
  readonly log: Log;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly allow: Allow<Permission>;
  readonly secure: boolean;
};

const credentials = z.strictObject({ email: z.email(), password: z.string().min(1).max(1024) });
const link = z.strictObject({ token: z.string().min(10).max(200) });
const code = z.strictObject({ email: z.email(), code: z.string().regex(/^\d{6}$/, 'six digits') });
const newPassword = z.strictObject({ password: z.string().min(12, 'at least 12 characters').max(1024) });

const tooMany = (_request: Request, response: Response): void => {
  problem(response, 429, {
    code: 'TooManyTries',
    detail: 'Too many sign-ins were tried; wait a quarter of an hour, or ask for a sign-in link.',
  });
};
/** The account a sign-in is tried for, before anything of the body was checked. */
function emailIn(body: unknown): string {
  const email = (body as { email?: unknown } | undefined)?.email;
  return typeof email === 'string' ? email : '';
}

const wrong = {
  code: 'WrongEmailOrPassword',
  detail: 'E-mail or password is not right; try again, or ask an administrator for a sign-in link.',
};

/** Signing in and out, and what concerns one's own person. */
export function signInRoutes({ log, signIn, sessions, allow, secure }: Parts): Router {
  const router = express.Router();
  // Failed tries only, by address and by account; a person who signs in is never counted.
  const perAddress = rateLimit({ windowMs: 15 * 60_000, limit: 30, skipSuccessfulRequests: true, handler: tooMany });
  const perAccount = rateLimit({
    ...{ windowMs: 15 * 60_000, limit: 10, skipSuccessfulRequests: true, handler: tooMany },
    keyGenerator: ({ body }: Request) => signIn.personIdOf(emailIn(body)),
  });

  const begin = async (response: Response, personId: string): Promise<void> => {
    const { token, maxAge } = await sessions.begin(personId);
    response.cookie(cookieName, token, { httpOnly: true, sameSite: 'lax', secure, maxAge, path: '/' });
    await tell(response, personId);
  };

  const tell = async (response: Response, personId: string): Promise<void> => {
    const found = await readPerson(log, personId);
    if (found.status !== 'missing')
      response.json({
        personId,
        role: found.role,
        name: found.name,
        email: found.email,
        hasPassword: found.passwordHash !== null,
      });
  };

  router.post('/api/sign-in', perAddress, perAccount, async (request, response) => {
    const parsed = parseAs(credentials, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    const personId = await signIn.byPassword(parsed.value.email, parsed.value.password);
    if (personId === null) {
      problem(response, 401, wrong);
      return;
    }
    await begin(response, personId);
  });
  router.post('/api/sign-in/link', perAddress, async (request, response) => {
    const parsed = parseAs(link, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    const { personId, outcome } = await signIn.byLink(parsed.value.token);
    if (outcome.outcome !== 'accepted') {
      reply(response, outcome);
      return;
    }
    await begin(response, personId);
  });
  router.post('/api/sign-in/code', perAddress, perAccount, async (request, response) => {
    const parsed = parseAs(code, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    const { personId, outcome } = await signIn.byCode(parsed.value.email, parsed.value.code);
    if (outcome.outcome !== 'accepted') {
      problem(response, 401, wrong);
      return;
    }
    await begin(response, personId);
  });
  router.post('/api/sign-out', async (request, response) => {
    await sessions.end(cookieOf(request) ?? '');
    response.clearCookie(cookieName).status(204).end();
  });
  router.get('/api/me', allow(null), async (_request, response) => tell(response, signedIn(response).personId));
  router.post('/api/me/password', allow(null), async (request, response) => {
    const parsed = parseAs(newPassword, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    reply(response, await signIn.setPassword(signedIn(response).personId, parsed.value.password));
  });
  return router;
}
