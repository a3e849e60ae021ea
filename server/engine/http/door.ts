import type { RequestHandler, Response } from 'express';
import type { Instant, Provenance } from '#contracts/kernel/event';

/** Lets a request through only for who may: 401 without a sign-in, 403 without the permission. */
export type Allow<Permission extends string = string> = (permission: Permission | null) => RequestHandler;

export type SignedIn<Role extends string = string> = { readonly personId: string; readonly role: Role };

/** Who is asking, behind a door. */
export function signedIn(response: Response): SignedIn {
  return response.locals.person as SignedIn;
}

/** The provenance of what a signed-in person asks for. */
export function askedBy(response: Response, commandId: string, now: () => Instant): Provenance {
  return { commandId, correlationId: commandId, by: `person-${signedIn(response).personId}`, at: now() };
}
