/** What a person may be. One installation is one organisation; a person has one role. */
export const roles = ['editor', 'operator', 'auditor', 'analyst', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What a door may ask for. */
export const permissions = [
  ...['readCampaigns', 'editCampaigns', 'editFlows', 'editDataSets', 'rehearse'],
  ...['runExecutions', 'suppressContacts', 'forgetContacts', 'readReports', 'readHistory', 'readPersonalData'],
  ...['manageChannels', 'manageTemplates', 'managePeople', 'manageOrganisation'],
] as const;
export type Permission = (typeof permissions)[number];

/**
 * Who may do what: the one table from which routes, sockets and buttons follow. An auditor reads everything and writes
 * nothing, and sees personal data masked; an analyst sees reports and pseudonyms.
 */
const table: Readonly<Record<Role, readonly Permission[]>> = {
  editor: [
    'readCampaigns',
    'editCampaigns',
    'editFlows',
    'editDataSets',
    'rehearse',
    'readReports',
    'readPersonalData',
  ],
  operator: ['readCampaigns', 'rehearse', 'runExecutions', 'suppressContacts', 'readReports', 'readPersonalData'],
  auditor: ['readCampaigns', 'readReports', 'readHistory'],
  analyst: ['readReports'],
  admin: [...permissions],
};

/** Whether a role may nothing that the other may not. */
export function isWithin(role: Role, other: Role): boolean {
  return table[role].every((permission) => table[other].includes(permission));
}

export function permissionsOf(role: Role): readonly Permission[] {
  return table[role];
}

export function may(role: Role, permission: Permission): boolean {
  return table[role].includes(permission);
}
