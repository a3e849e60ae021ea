import { describe, expect, test } from '@jest/globals';
import { given } from '#contracts/kernel/spec';
import { organisationExamples as happened } from './examples.ts';
import { organisation, organisationCommand } from './organisation.ts';

const set = (data: object = {}) =>
  ({
    type: 'SetOrganisationDefaults',
    data: { ...happened.OrganisationDefaultsSet.data, ...data },
  }) as const;

describe('the organisation', () => {
  test('has the defaults that were set last', () => {
    given(organisation).when(set()).then(happened.OrganisationDefaultsSet);
    given(organisation, happened.OrganisationDefaultsSet)
      .when(set({ country: 'es', timeZone: null }))
      .then({
        type: 'OrganisationDefaultsSet',
        data: { ...happened.OrganisationDefaultsSet.data, country: 'ES', timeZone: null },
      });
  });
  test('set to what they are, nothing happens', () => {
    given(organisation, happened.OrganisationDefaultsSet).when(set()).thenNothing();
    given(organisation).when(set(organisation.initial)).thenNothing();
  });
  test('is in a country and a time zone that there are', () => {
    given(organisation)
      .when(set({ country: 'XX' }))
      .thenRefused('CountryIsUnknown');
    given(organisation)
      .when(set({ timeZone: 'America/Santiagoo' }))
      .thenRefused('TimeZoneIsUnknown');
  });
  test('is quiet for some hours of the day, not for none or all', () => {
    const quietHours = { start: '09:00', end: '09:00' };
    expect(organisationCommand.safeParse(set({ quietHours })).success).toBe(false);
  });
  test('leaves people alone at night until an administrator says otherwise', () => {
    expect(organisation.initial.quietHours).toMatchObject({ start: '21:00', end: '08:00' });
  });
  test.each(['24:00', '9:00', '21:60', 'noon'])('does not take “%s” for a time', (start) => {
    expect(organisationCommand.safeParse(set({ quietHours: { start, end: '09:00' } })).success).toBe(false);
  });
});
