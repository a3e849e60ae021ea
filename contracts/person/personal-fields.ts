import type { PersonalRegistry } from '#contracts/kernel/personal-fields';

/** What is sealed under a person's own key. */
export const personPersonalFields: PersonalRegistry = {
  PersonInvited: [{ subject: 'personId', fields: ['email', 'name'] }],
  TokenIssued: [{ subject: 'personId', fields: ['name'] }],
  PasswordSet: [{ subject: 'personId', fields: ['passwordHash'] }],
};
