import { describe, expect, test } from '@jest/globals';
import { given } from '#contracts/kernel/spec';
import { personExamples as happened } from './examples.ts';
import { person } from './person.ts';
import { may, permissions, roles } from './roles.ts';

const { personId, linkHash } = { ...happened.PersonInvited.data, linkHash: happened.SignInLinkIssued.data.linkHash };
const use = { type: 'UseSignInLink', data: { hash: linkHash, how: 'link' } } as const;
const signedIn = { type: 'PersonSignedIn', data: { personId, how: 'link', linkHash } } as const;
const early = { at: '2026-11-24T12:00:00.000Z', by: 'person-test' };
const late = { at: '2026-11-24T13:00:00.000Z', by: 'person-test' };

describe('a person', () => {
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

describe('roles', () => {
  test('an administrator may do everything', () => {
    expect(permissions.every((permission) => may('admin', permission))).toBe(true);
  });
  test('an editor edits and does not execute; an operator executes and does not edit', () => {
    expect([may('editor', 'editFlows'), may('editor', 'runExecutions')]).toEqual([true, false]);
    expect([may('operator', 'runExecutions'), may('operator', 'editFlows')]).toEqual([true, false]);
  });
  test('an auditor and an analyst change nothing and see no personal data', () => {
    const changing = permissions.filter((permission) => !permission.startsWith('read'));
    for (const role of ['auditor', 'analyst'] as const)
      expect([...changing, 'readPersonalData' as const].some((permission) => may(role, permission))).toBe(false);
  });
  test('only an administrator manages people', () => {
    expect(roles.filter((role) => may(role, 'managePeople'))).toEqual(['admin']);
  });
});
