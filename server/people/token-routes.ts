import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Instant } from '#contracts/kernel/event';
import {
  issueMyToken,
  issueToken,
  listMyTokens,
  listTokens,
  revokeMyToken,
  revokeToken,
} from '#contracts/wire/token-doors';
import type { SignedIn } from '#server/engine/http/door';
import { answerTo, denied, deniedBy, notFound, type Denied } from '#server/engine/http/problem';
import { serve, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import { readPerson } from './door.ts';
import type { Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';

type Parts = { readonly log: Log; readonly signIn: SignIn; readonly sessions: Sessions; readonly now: () => Instant };
type Wanted = z.output<NonNullable<(typeof issueToken)['body']>>;

/** A program could otherwise make itself another key before its own ends. */
export function onlyInPerson({ through }: SignedIn): Denied | null {
  return through === 'session'
    ? null
    : denied(422, 'SessionIsNeeded', 'A token cannot do this; sign in with a browser.');
}

/** Tokens of API callers: made, listed and revoked by their person or an administrator. */
export function tokenDoors({ log, signIn, sessions }: Parts): readonly Served[] {
  const list = async (personId: string) => {
    const found = await readPerson(log, personId);
    return found.status === 'missing' ? notFound('There is no such person.') : { tokens: found.tokens };
  };
  const issue = async (personId: string, token: Wanted, by: SignedIn) => {
    const no = onlyInPerson(by);
    if (no) return no;
    const outcome = await signIn.ask(personId, { type: 'IssueToken', data: token }, `person-${by.personId}`);
    if (outcome.outcome !== 'accepted') return deniedBy(outcome);
    const secret = `aft_${randomBytes(32).toString('base64url')}`;
    await sessions.keepToken(secret, { tokenId: token.tokenId, personId, expiresAt: token.expiresAt });
    return { ...outcome, token: secret };
  };
  const revoke = async (personId: string, tokenId: string, by: SignedIn) => {
    const no = onlyInPerson(by);
    if (no) return no;
    const found = await readPerson(log, personId);
    if (found.status === 'invited' && !found.tokens.some((token) => token.tokenId === tokenId))
      return notFound('There is no such token, or it was revoked already.');
    const outcome = await signIn.ask(personId, { type: 'RevokeToken', data: { tokenId } }, `person-${by.personId}`);
    if (outcome.outcome === 'accepted') await sessions.dropToken(personId, tokenId);
    return answerTo(outcome);
  };
  return [
    serve(listMyTokens, async ({ by }) => list(by.personId)),
    serve(issueMyToken, async ({ by, body }) => issue(by.personId, body, by)),
    serve(revokeMyToken, async ({ by, params }) => revoke(by.personId, params.tokenId, by)),
    serve(listTokens, async ({ params }) => list(params.personId)),
    serve(issueToken, async ({ params, body, by }) => issue(params.personId, body, by)),
    serve(revokeToken, async ({ params, by }) => revoke(params.personId, params.tokenId, by)),
  ];
}
