import * as z from 'zod';
import { refuse, type Asked, type Command } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import type { PersonEvent } from './events.ts';
import { isWithin, roles, type Role } from './roles.ts';

/** What an administrator may ask about a person. The person's id follows from the e-mail address. */
export const personCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('InvitePerson'),
    data: z.strictObject({ email: z.email().max(254), name: z.string().trim().min(1).max(120), role: z.enum(roles) }),
  }),
  z.strictObject({ type: z.literal('ChangeRole'), data: z.strictObject({ role: z.enum(roles) }) }),
  z.strictObject({ type: z.literal('RevokePerson'), data: z.strictObject({}) }),
]);

export type PersonCommand =
  | Command<
      'InvitePerson',
      { readonly personId: string; readonly email: string; readonly name: string; readonly role: Role }
    >
  | Command<'IssueSignInLink', { readonly linkHash: string; readonly codeHash: string; readonly expiresAt: Instant }>
  | Command<'UseSignInLink', { readonly hash: string; readonly how: 'link' | 'code' }>
  | Command<'RecordPasswordSignIn', Record<string, never>>
  | Command<'SetPassword', { readonly passwordHash: string }>
  | Command<'ChangeRole', { readonly role: Role }>
  | Command<'RevokePerson', Record<string, never>>
  | Command<'IssueToken', Token>
  | Command<'RevokeToken', { readonly tokenId: string }>;

/** What a program shows to do something in a person's name. */
export type Token = {
  readonly tokenId: string;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Instant;
};

export type Person =
  | { readonly status: 'missing' }
  | {
      readonly status: 'invited' | 'revoked';
      readonly personId: string;
      readonly email: string | null;
      readonly name: string | null;
      readonly role: Role;
      readonly passwordHash: string | null;
      /** The newest links that were not used yet. */
      readonly links: readonly SignInLink[];
      /** Those that were not revoked; they may have expired. */
      readonly tokens: readonly (Omit<Token, 'name'> & { readonly name: string | null })[];
    };

export type SignInLink = { readonly linkHash: string; readonly codeHash: string; readonly expiresAt: Instant };

/** Links of a person that are kept open at the same time; an older one stops working. */
const openLinks = 3;

/** Tokens of a person at the same time, and how long one may last. */
const mostTokens = 20;
const longestTokenMs = 366 * 86_400_000;

/** Somebody who may sign in. The stream's id is an HMAC of the e-mail address, so one address is one person. */
export const person: Decider<Person, PersonCommand, PersonEvent> = {
  category: 'person',
  initial: { status: 'missing' },
  decide,
  evolve,
};

function decide(command: PersonCommand, state: Person, asked: Asked): Decision<PersonEvent> {
  if (command.type === 'InvitePerson') {
    if (state.status === 'invited')
      return refuse('PersonExists', 'Somebody with this e-mail address is here already; change their role instead.');
    return [{ type: 'PersonInvited', data: command.data }];
  }
  if (state.status === 'missing')
    return refuse('PersonIsMissing', 'Nobody here has this e-mail address; an administrator can invite them.');
  if (state.status === 'revoked')
    return refuse('PersonIsRevoked', 'This person was revoked; an administrator can invite them again.');
  return change(command, state, asked);
}

function change(
  command: Exclude<PersonCommand, { type: 'InvitePerson' }>,
  state: Exclude<Person, { status: 'missing' }>,
  asked: Asked,
): Decision<PersonEvent> {
  const { personId } = state;
  switch (command.type) {
    case 'IssueSignInLink':
      return [{ type: 'SignInLinkIssued', data: { personId, ...command.data } }];
    case 'UseSignInLink': {
      const { hash, how } = command.data;
      const link = state.links.find(({ linkHash, codeHash }) => hash === (how === 'link' ? linkHash : codeHash));
      if (!link) return refuse('SignInLinkIsUsed', 'This sign-in link was used or replaced; ask for a new one.');
      if (link.expiresAt <= asked.at)
        return refuse('SignInLinkHasExpired', `This sign-in link expired at ${link.expiresAt}; ask for a new one.`, {
          expiresAt: link.expiresAt,
        });
      return [{ type: 'PersonSignedIn', data: { personId, how, linkHash: link.linkHash } }];
    }
    case 'RecordPasswordSignIn':
      return [{ type: 'PersonSignedIn', data: { personId, how: 'password', linkHash: null } }];
    case 'SetPassword':
      return [{ type: 'PasswordSet', data: { personId, passwordHash: command.data.passwordHash } }];
    case 'ChangeRole':
      if (asked.by === `person-${personId}`) return yourself();
      return state.role === command.data.role
        ? []
        : [{ type: 'RoleChanged', data: { personId, role: command.data.role } }];
    case 'RevokePerson':
      if (asked.by === `person-${personId}`) return yourself();
      return [{ type: 'PersonRevoked', data: { personId } }];
    case 'IssueToken':
      return issueToken(command.data, state, asked);
    case 'RevokeToken':
      return state.tokens.some(({ tokenId }) => tokenId === command.data.tokenId)
        ? [{ type: 'TokenRevoked', data: { personId, tokenId: command.data.tokenId } }]
        : [];
  }
}

function issueToken(token: Token, state: Exclude<Person, { status: 'missing' }>, asked: Asked): Decision<PersonEvent> {
  const { tokens, role, personId } = state;
  const lasts = Date.parse(token.expiresAt) - Date.parse(asked.at);
  if (tokens.some(({ tokenId }) => tokenId === token.tokenId))
    return refuse('TokenExists', `The token ${token.tokenId} was made already and is shown once; make another one.`);
  if (!isWithin(token.role, role))
    return refuse(
      'TokenRoleIsTooHigh',
      `A token of the role ${token.role} may more than ${role} may; choose a lower one.`,
      { wanted: token.role, role },
    );
  if (!(lasts > 0 && lasts <= longestTokenMs))
    return refuse('TokenLastsTooLong', `A token lasts a year at most; ${token.expiresAt} is not between now and then.`);
  if (tokens.filter(({ expiresAt }) => expiresAt > asked.at).length >= mostTokens)
    return refuse('TooManyTokens', `There are ${mostTokens} tokens already; revoke one that is not used any more.`, {
      most: mostTokens,
    });
  return [{ type: 'TokenIssued', data: { personId, ...token } }];
}

/** Somebody has to remain who manages people. */
function yourself(): Decision<PersonEvent> {
  return refuse('PersonIsYourself', 'This is you; another administrator can change your role or revoke you.');
}

function evolve(state: Person, event: PersonEvent): Person {
  if (event.type === 'PersonInvited')
    return { status: 'invited', ...event.data, passwordHash: null, links: [], tokens: [] };
  if (state.status === 'missing') return state;
  switch (event.type) {
    case 'SignInLinkIssued': {
      const { linkHash, codeHash, expiresAt } = event.data;
      return { ...state, links: [...state.links, { linkHash, codeHash, expiresAt }].slice(-openLinks) };
    }
    case 'PersonSignedIn':
      return { ...state, links: state.links.filter(({ linkHash }) => linkHash !== event.data.linkHash) };
    case 'PasswordSet':
      return { ...state, passwordHash: event.data.passwordHash };
    case 'RoleChanged':
      return { ...state, role: event.data.role };
    case 'TokenIssued': {
      const { personId: _same, ...token } = event.data;
      return { ...state, tokens: [...state.tokens, token] };
    }
    case 'TokenRevoked':
      return { ...state, tokens: state.tokens.filter(({ tokenId }) => tokenId !== event.data.tokenId) };
    case 'PersonRevoked':
      return { ...state, status: 'revoked', links: [], tokens: [] };
  }
}
