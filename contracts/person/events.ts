import type { Event, Instant, Personal } from '#contracts/kernel/event';
import type { Role } from './roles.ts';

/** Somebody may sign in once they have used a link; they have not yet. */
export type PersonInvited = Event<
  'PersonInvited',
  { readonly personId: string; readonly email: Personal<string>; readonly name: Personal<string>; readonly role: Role }
>;
/** A link (and a code) was made that signs in once until it expires. Only hashes are kept. */
export type SignInLinkIssued = Event<
  'SignInLinkIssued',
  { readonly personId: string; readonly linkHash: string; readonly codeHash: string; readonly expiresAt: Instant }
>;
/** Somebody signed in. The link with this hash is used up by it, and so is its code; null with a password. */
export type PersonSignedIn = Event<
  'PersonSignedIn',
  { readonly personId: string; readonly how: 'link' | 'code' | 'password'; readonly linkHash: string | null }
>;
/** The person chose a password; its argon2id hash is sealed like personal data. */
export type PasswordSet = Event<'PasswordSet', { readonly personId: string; readonly passwordHash: Personal<string> }>;
/** The person may do other things from now on. */
export type RoleChanged = Event<'RoleChanged', { readonly personId: string; readonly role: Role }>;
/** The person may do nothing any more; their sign-ins end at once. */
export type PersonRevoked = Event<'PersonRevoked', { readonly personId: string }>;

/** A program may do in the person's name what this role may, as long as the person may it too. Its secret is kept nowhere. */
export type TokenIssued = Event<
  'TokenIssued',
  {
    readonly personId: string;
    readonly tokenId: string;
    readonly name: Personal<string>;
    readonly role: Role;
    readonly expiresAt: Instant;
  }
>;
/** The token opens nothing any more. */
export type TokenRevoked = Event<'TokenRevoked', { readonly personId: string; readonly tokenId: string }>;

export type PersonEvent =
  | PersonInvited
  | SignInLinkIssued
  | PersonSignedIn
  | PasswordSet
  | RoleChanged
  | PersonRevoked
  | TokenIssued
  | TokenRevoked;
