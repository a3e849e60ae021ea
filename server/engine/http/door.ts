import type { RequestHandler, Response } from 'express';
import type { Entrance } from '#contracts/wire/door';
import type { Instant, Provenance } from '#contracts/kernel/event';

/** Lets a request through only for who may: 401 without a sign-in, 403 without the permission (null: whoever is signed in). */
export type Allow<Permission = Exclude<Entrance, 'signedIn' | 'signature' | 'anybody'>> = (
  permission: Permission | null,
) => RequestHandler;

export type SignedIn<Role extends string = string> = {
  readonly personId: string;
  readonly role: Role;
  /** A browser's sign-in, or a token that a program shows. */
  readonly through: 'session' | 'token';
  /** What this sign-in may do; a token may do less than its person. */
  may(permission: Exclude<Entrance, 'signedIn' | 'signature' | 'anybody'>): boolean;
};

/** Who is asking, behind a door. */
export function signedIn(response: Response): SignedIn {
  return response.locals.person as SignedIn;
}

/** The provenance of what a signed-in person asks for. */
export function askedBy(response: Response, commandId: string, now: () => Instant): Provenance {
  return { commandId, correlationId: commandId, by: `person-${signedIn(response).personId}`, at: now() };
}
