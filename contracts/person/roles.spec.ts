import { describe, expect, test } from '@jest/globals';
import { may, permissions, roles, type Permission, type Role } from './roles.ts';

const reading = permissions.filter((permission) => permission.startsWith('read'));
const allOf = (role: Role): Permission[] => permissions.filter((permission) => may(role, permission));

describe('roles', () => {
  test('an administrator may do everything, and nobody else may', () => {
    expect(roles.filter((role) => allOf(role).length === permissions.length)).toEqual(['admin']);
  });
  test('an editor makes campaigns, flows and data sets, and does not execute', () => {
    expect(allOf('editor').filter((permission) => permission.startsWith('edit'))).toEqual([
      'editCampaigns',
      'editFlows',
      'editDataSets',
    ]);
    expect(may('editor', 'runExecutions')).toBe(false);
  });
  test('an operator executes and suppresses contacts, and edits nothing', () => {
    expect([may('operator', 'runExecutions'), may('operator', 'suppressContacts')]).toEqual([true, true]);
    expect(allOf('operator').filter((permission) => permission.startsWith('edit'))).toEqual([]);
  });
  test.each(['auditor', 'analyst'] as const)('an %s changes nothing and sees no personal data', (role) => {
    expect(allOf(role).filter((permission) => !reading.includes(permission))).toEqual([]);
    expect(may(role, 'readPersonalData')).toBe(false);
  });
  test('an auditor reads campaigns and their history, an analyst reports only', () => {
    expect(allOf('auditor')).toEqual(['readCampaigns', 'readReports', 'readHistory']);
    expect(allOf('analyst')).toEqual(['readReports']);
  });
  test.each<[Permission, readonly Role[]]>([
    ['managePeople', ['admin']],
    ['manageChannels', ['admin']],
    ['manageTemplates', ['admin']],
    ['manageOrganisation', ['admin']],
    ['readHistory', ['auditor', 'admin']],
    ['readPersonalData', ['editor', 'operator', 'admin']],
    ['rehearse', ['editor', 'operator', 'admin']],
    ['runExecutions', ['operator', 'admin']],
    ['readReports', roles],
  ])('%s: %j', (permission, allowed) => {
    expect(roles.filter((role) => may(role, permission))).toEqual(allowed);
  });
});
