import type { Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { may, permissions } from '#contracts/person/roles';
import {
  readMe,
  setPassword,
  signInByCode,
  signInByLink,
  signInByPassword,
  signOut,
} from '#contracts/wire/session-doors';
import { signedIn } from '#server/engine/http/door';
import { answerTo, denied, deniedBy, problem } from '#server/engine/http/problem';
import { serve, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import { cookieName, cookieOf, readPerson } from './door.ts';
import type { Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';
import { onlyInPerson } from './token-routes.ts';

type Parts = {
  readonly log: Log;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly secure: boolean;
};

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

const wrong = denied(
  401,
  'WrongEmailOrPassword',
  'E-mail or password is not right; try again, or ask an administrator for a sign-in link.',
);
const wrongCurrent = denied(
  422,
  'CurrentPasswordIsWrong',
  'The current password is not right; try again, or ask an administrator for a sign-in link.',
);

/** Signing in and out, and what concerns one's own person. */
export function signInDoors({ log, signIn, sessions, secure }: Parts): readonly Served[] {
  // Failed tries only, by address and by account; a person who signs in is never counted.
  const limits = { windowMs: 15 * 60_000, skipSuccessfulRequests: true, handler: tooMany };
  const perAddress = rateLimit({ ...limits, limit: 30 });
  const perAccount = rateLimit({
    ...{ ...limits, limit: 10 },
    keyGenerator: ({ body }: Request) => signIn.personIdOf(emailIn(body)),
  });
  const perPerson = rateLimit({
    ...{ ...limits, limit: 10 },
    keyGenerator: (_request: Request, response: Response) => signedIn(response).personId,
  });

  const tell = async (personId: string, mayDo: (permission: (typeof permissions)[number]) => boolean) => {
    const found = await readPerson(log, personId);
    if (found.status === 'missing') return wrong;
    const { role, name, email } = found;
    const hasPassword = found.passwordHash !== null;
    return { personId, role, name, email, hasPassword, permissions: permissions.filter(mayDo) };
  };
  const begin = async (response: Response, personId: string, how: 'link' | 'code' | 'password') => {
    const { token, maxAge } = await sessions.begin(personId, how);
    response.cookie(cookieName, token, { httpOnly: true, sameSite: 'lax', secure, maxAge, path: '/' });
    const found = await readPerson(log, personId);
    return tell(personId, (permission) => found.status !== 'missing' && may(found.role, permission));
  };

  return [
    serve(
      signInByPassword,
      async ({ body: { email, password }, response }) => {
        const personId = await signIn.byPassword(email, password);
        return personId === null ? wrong : begin(response, personId, 'password');
      },
      [perAddress, perAccount],
    ),
    serve(
      signInByLink,
      async ({ body, response }) => {
        const { personId, outcome } = await signIn.byLink(body.token);
        return outcome.outcome === 'accepted' ? begin(response, personId, 'link') : deniedBy(outcome);
      },
      [perAddress],
    ),
    serve(
      signInByCode,
      async ({ body: { email, code }, response }) => {
        const { personId, outcome } = await signIn.byCode(email, code);
        return outcome.outcome === 'accepted' ? begin(response, personId, 'code') : wrong;
      },
      [perAddress, perAccount],
    ),
    serve(signOut, async ({ request, response }) => {
      await sessions.end(cookieOf(request) ?? '');
      response.clearCookie(cookieName);
      return undefined;
    }),
    serve(readMe, async ({ by }) => tell(by.personId, (permission) => by.may(permission))),
    serve(
      setPassword,
      async ({ body: { password, current }, by, request }) => {
        const no = onlyInPerson(by);
        if (no) return no;
        const session = cookieOf(request) ?? '';
        const proved = (await sessions.howOf(session)) !== 'password';
        if (!proved && !(await signIn.isPassword(by.personId, current ?? ''))) return wrongCurrent;
        const outcome = await signIn.setPassword(by.personId, password);
        if (outcome.outcome === 'accepted') await sessions.endOthers(by.personId, session);
        return answerTo(outcome);
      },
      [perPerson],
    ),
  ];
}
