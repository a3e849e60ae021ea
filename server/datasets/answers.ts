import type { Response } from 'express';
import { may, type Role } from '#contracts/person/roles';
import { signedIn } from '#server/engine/http/door';
import { problem } from '#server/engine/http/problem';

/** Answers with a problem when the asker may not. */
export function mayReadPersonalData(response: Response): boolean {
  const { role } = signedIn(response);
  if (may(role as Role, 'readPersonalData')) return true;
  problem(response, 403, { code: 'NotAllowed', detail: `Your role, ${role}, may not read personal data.` });
  return false;
}

export function missing(response: Response): void {
  problem(response, 404, { code: 'NotFound', detail: 'There is no such data set.' });
}
