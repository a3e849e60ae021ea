import { describe, expect, test } from '@jest/globals';
import { fold } from '#contracts/kernel/decider';
import { given } from '#contracts/kernel/spec';
import { personExamples as happened } from './examples.ts';
import { person } from './person.ts';

const { personId, linkHash } = { ...happened.PersonInvited.data, linkHash: happened.SignInLinkIssued.data.linkHash };
const use = { type: 'UseSignInLink', data: { hash: linkHash, how: 'link' } } as const;
const signedIn = { type: 'PersonSignedIn', data: { personId, how: 'link', linkHash } } as const;
const early = { at: '2026-11-24T12:00:00.000Z', by: 'person-test' };
const late = { at: '2026-11-24T13:00:00.000Z', by: 'person-test' };

describe('a token', () => {
  const { TokenIssued, TokenRevoked, PersonInvited } = happened;
  const { personId: _same, ...token } = TokenIssued.data;
  const issue = (change: object = {}) => ({ type: 'IssueToken', data: { ...token, ...change } }) as const;
  test('is issued once, and revoked', () => {
    const admin = { ...PersonInvited, data: { ...PersonInvited.data, role: 'admin' } } as const;
    given(person, admin).when(issue(), early).then(TokenIssued);
    given(person, admin, TokenIssued).when(issue(), early).thenRefused('TokenExists');
    const revoke = { type: 'RevokeToken', data: { tokenId: token.tokenId } } as const;
    given(person, admin, TokenIssued).when(revoke, early).then(TokenRevoked);
    given(person, admin).when(revoke, early).thenNothing();
  });
  test('may no more than its person', () => {
    given(person, PersonInvited)
      .when(issue({ role: 'admin' }), early)
      .thenRefused('TokenRoleIsTooHigh');
    given(person, PersonInvited)
      .when(issue({ role: 'editor' }), early)
      .thenRefused('TokenRoleIsTooHigh');
    given(person, PersonInvited).when(issue(), early).then(TokenIssued);
  });
  test('lasts a year at most, and not into the past', () => {
    for (const expiresAt of ['2026-11-24T11:59:00.000Z', '2027-11-26T12:00:00.000Z'])
      given(person, PersonInvited).when(issue({ expiresAt }), early).thenRefused('TokenLastsTooLong');
  });
  test('is one of twenty', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      ...TokenIssued,
      data: { ...TokenIssued.data, tokenId: `token ${i}` },
    }));
    given(person, PersonInvited, ...many)
      .when(issue(), early)
      .thenRefused('TooManyTokens');
  });
});

describe('a person', () => {
  test('changes neither their own role nor revokes themselves', () => {
    const own = { ...early, by: `person-${personId}` };
    given(person, happened.PersonInvited)
      .when({ type: 'ChangeRole', data: { role: 'admin' } }, own)
      .thenRefused('PersonIsYourself');
    given(person, happened.PersonInvited).when({ type: 'RevokePerson', data: {} }, own).thenRefused('PersonIsYourself');
  });
  test('is invited once, and again after having been revoked', () => {
    const invite = {
      type: 'InvitePerson',
      data: { ...happened.PersonInvited.data, email: 'ana@example.org', name: 'Ana Pérez' },
    } as const;
    given(person).when(invite).then(happened.PersonInvited);
    given(person, happened.PersonInvited).when(invite).thenRefused('PersonExists');
    given(person, happened.PersonInvited, happened.PersonRevoked).when(invite).then(happened.PersonInvited);
  });
  test('signs in by a link once', () => {
    given(person, happened.PersonInvited, happened.SignInLinkIssued).when(use, early).then(signedIn);
    given(person, happened.PersonInvited, happened.SignInLinkIssued, signedIn)
      .when(use, early)
      .thenRefused('SignInLinkIsUsed');
  });
  test('cannot use a link that has expired, nor one that is not theirs', () => {
    given(person, happened.PersonInvited, happened.SignInLinkIssued)
      .when(use, late)
      .thenRefused('SignInLinkHasExpired');
    given(person, happened.PersonInvited, happened.SignInLinkIssued)
      .when({ ...use, data: { ...use.data, hash: 'another' } }, early)
      .thenRefused('SignInLinkIsUsed');
  });
  test('keeps an open link when another is made', () => {
    const other = {
      type: 'SignInLinkIssued',
      data: { ...happened.SignInLinkIssued.data, linkHash: 'b', codeHash: 'c' },
    } as const;
    given(person, happened.PersonInvited, happened.SignInLinkIssued, other).when(use, early).then(signedIn);
  });
  test('signs in by the code of a link too, and uses both up', () => {
    const issued = {
      type: 'SignInLinkIssued',
      data: { ...happened.SignInLinkIssued.data, codeHash: 'code' },
    } as const;
    const byCode = { type: 'UseSignInLink', data: { hash: 'code', how: 'code' } } as const;
    given(person, happened.PersonInvited, issued)
      .when(byCode, early)
      .then({ type: 'PersonSignedIn', data: { personId, how: 'code', linkHash } });
    given(person, happened.PersonInvited, issued, { ...signedIn, data: { ...signedIn.data, how: 'code' } })
      .when(use, early)
      .thenRefused('SignInLinkIsUsed');
    given(person, happened.PersonInvited, issued)
      .when({ type: 'UseSignInLink', data: { hash: linkHash, how: 'code' } }, early)
      .thenRefused('SignInLinkIsUsed');
  });
  test('has three open links at most; the oldest stops working', () => {
    const issued = (k: number) =>
      ({
        type: 'SignInLinkIssued',
        data: { ...happened.SignInLinkIssued.data, linkHash: `l${k}`, codeHash: `c${k}` },
      }) as const;
    const four = [happened.PersonInvited, ...[1, 2, 3, 4].map(issued)];
    const with_ = (k: number) => ({ type: 'UseSignInLink', data: { hash: `l${k}`, how: 'link' } }) as const;
    given(person, ...four)
      .when(with_(1), early)
      .thenRefused('SignInLinkIsUsed');
    for (const k of [2, 3, 4])
      given(person, ...four)
        .when(with_(k), early)
        .then({ type: 'PersonSignedIn', data: { personId, how: 'link', linkHash: `l${k}` } });
  });
  test('can use a link until the moment it expires, and not in that moment', () => {
    const { expiresAt } = happened.SignInLinkIssued.data;
    const history = [happened.PersonInvited, happened.SignInLinkIssued] as const;
    given(person, ...history)
      .when(use, { ...early, at: '2026-11-24T12:59:59.999Z' })
      .then(signedIn);
    given(person, ...history)
      .when(use, { ...early, at: expiresAt })
      .thenRefused('SignInLinkHasExpired');
  });
  test('is given a link, chooses a password, and signs in with it', () => {
    const { personId: _personId, ...link } = happened.SignInLinkIssued.data;
    given(person, happened.PersonInvited).when({ type: 'IssueSignInLink', data: link }).then(happened.SignInLinkIssued);
    given(person, happened.PersonInvited)
      .when({ type: 'SetPassword', data: { passwordHash: happened.PasswordSet.data.passwordHash } })
      .then(happened.PasswordSet);
    given(person, happened.PersonInvited, happened.PasswordSet)
      .when({ type: 'RecordPasswordSignIn', data: {} })
      .then({ type: 'PersonSignedIn', data: { personId, how: 'password', linkHash: null } });
  });
  test('who is invited again has neither the old password nor an old link', () => {
    const { PersonInvited, PasswordSet, SignInLinkIssued, PersonRevoked } = happened;
    const again = fold(person, [PersonInvited, PasswordSet, SignInLinkIssued, PersonRevoked, PersonInvited]);
    expect(again).toMatchObject({ status: 'invited', passwordHash: null, links: [] });
  });
  test('is revoked once', () => {
    given(person, happened.PersonInvited).when({ type: 'RevokePerson', data: {} }).then(happened.PersonRevoked);
    given(person, happened.PersonInvited, happened.PersonRevoked)
      .when({ type: 'RevokePerson', data: {} })
      .thenRefused('PersonIsRevoked');
  });
  test('keeps the role that was given last', () => {
    given(person, happened.PersonInvited, happened.RoleChanged)
      .when({ type: 'ChangeRole', data: { role: 'admin' } })
      .thenNothing();
  });
  test('who was revoked can do nothing', () => {
    given(person, happened.PersonInvited, happened.SignInLinkIssued, happened.PersonRevoked)
      .when(use, early)
      .thenRefused('PersonIsRevoked');
  });
  test('nobody is not a person', () => {
    given(person).when(use, early).thenRefused('PersonIsMissing');
  });
  test('changes role, and the same role changes nothing', () => {
    given(person, happened.PersonInvited)
      .when({ type: 'ChangeRole', data: { role: 'admin' } })
      .then(happened.RoleChanged);
    given(person, happened.PersonInvited)
      .when({ type: 'ChangeRole', data: { role: 'operator' } })
      .thenNothing();
  });
});
