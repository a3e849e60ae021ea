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

/** The person's own stream is read at every request, so a revoked sign-in or changed role counts at once. */
export function createDoor(log: Log, sessions: Sessions): Allow {
  return (permission) => async (request, response, next) => {
    const token = cookieOf(request);
    const personId = token === null ? null : await sessions.personOf(token);
    const found = personId === null ? null : await readPerson(log, personId);
    if (personId === null || found?.status !== 'invited') {
      problem(response, 401, {
        code: 'SignInFirst',
        detail: 'Sign in at /sign-in; your sign-in is missing or has ended.',
      });
      return;
    }
    if (permission !== null && !may(found.role, permission)) {
      problem(response, 403, {
        code: 'NotAllowed',
        detail: `Your role, ${found.role}, does not include ${permission}; ask an administrator.`,
      });
      return;
    }
    const { role } = found;
    response.locals.person = { personId, role, may: (asked) => may(role, asked) } satisfies SignedIn<Role>;
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
  const found = (request.get('cookie') ?? '').split(/;\s*/).find((part) => part.startsWith(`${cookieName}=`));
  return found ? found.slice(cookieName.length + 1) : null;
}
