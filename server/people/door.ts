import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'express';
import { fold } from '#contracts/kernel/decider';
import type { PersonEvent } from '#contracts/person/events';
import { person, type Person } from '#contracts/person/person';
import { may, type Role } from '#contracts/person/roles';
import type { Allow, SignedIn } from '#server/engine/http/door';
import { problem } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Sessions } from './sessions.ts';

export const cookieName = 'aiflows_session';

/** Who stands behind a request, with the role they have now; null: nobody who is signed in. */
export function createWhoIs(log: Log, sessions: Sessions) {
  const byToken = async (secret: string): Promise<SignedIn<Role> | null> => {
    const kept = await sessions.tokenOf(secret);
    const found = kept && (await readPerson(log, kept.personId));
    if (found?.status !== 'invited') return null;
    const token = found.tokens.find(({ tokenId }) => tokenId === kept?.tokenId);
    return token
      ? {
          ...{ personId: found.personId, role: token.role, through: 'token' },
          // The person may have been given a lesser role since.
          may: (permission) => may(token.role, permission) && may(found.role, permission),
        }
      : null;
  };
  return async ({ cookie, authorization }: IncomingHttpHeaders): Promise<SignedIn<Role> | null> => {
    const bearer = /^Bearer (\S{20,200})$/i.exec(authorization ?? '')?.[1];
    if (bearer !== undefined) return byToken(bearer);
    const token = sessionIn(cookie);
    const personId = token === null ? null : await sessions.personOf(token);
    const found = personId === null ? null : await readPerson(log, personId);
    if (personId === null || found?.status !== 'invited') return null;
    const { role } = found;
    return { personId, role, through: 'session', may: (permission) => may(role, permission) };
  };
}

export type WhoIs = ReturnType<typeof createWhoIs>;

/** The person's own stream is read at every request, so a revoked sign-in or changed role counts at once. */
export function createDoor(whoIs: WhoIs): Allow {
  return (permission) => async (request, response, next) => {
    const found = await whoIs(request.headers);
    if (!found) {
      problem(response, 401, {
        code: 'SignInFirst',
        detail: 'Sign in at /sign-in; your sign-in is missing or has ended.',
      });
      return;
    }
    if (permission !== null && !found.may(permission)) {
      problem(response, 403, {
        code: 'NotAllowed',
        detail: `Your role, ${found.role}, does not include ${permission}; ask an administrator.`,
        details: { role: found.role },
      });
      return;
    }
    response.locals.person = found;
    next();
  };
}

export async function readPerson(log: Log, personId: string): Promise<Person> {
  return fold(
    person,
    (await log.read(`person-${personId}`)).map(({ event }) => event as PersonEvent),
  );
}

export function cookieOf(request: Request): string | null {
  return sessionIn(request.get('cookie'));
}

function sessionIn(cookies: string | undefined): string | null {
  const found = (cookies ?? '').split(/;\s*/).find((part) => part.startsWith(`${cookieName}=`));
  return found ? found.slice(cookieName.length + 1) : null;
}
