import { describe, expect, test } from '@jest/globals';
import { given } from '#contracts/kernel/spec';
import { organisationExamples as happened } from './examples.ts';
import { organisation, organisationCommand } from './organisation.ts';
import { isTimeZone } from './time-zone.ts';

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
        data: { country: 'ES', timeZone: null, quietHours: { start: '21:00', end: '09:00' } },
      });
  });
  test('set to what they are, nothing happens', () => {
    given(organisation, happened.OrganisationDefaultsSet).when(set()).thenNothing();
    given(organisation)
      .when(set({ country: null, timeZone: null, quietHours: null }))
      .thenNothing();
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
    given(organisation)
      .when(set({ quietHours: { start: '09:00', end: '09:00' } }))
      .thenRefused('QuietHoursAreEmpty');
  });
  test.each(['24:00', '9:00', '21:60', 'noon'])('does not take “%s” for a time', (start) => {
    expect(organisationCommand.safeParse(set({ quietHours: { start, end: '09:00' } })).success).toBe(false);
  });
});

test.each([
  ['America/Santiago', true],
  ['Asia/Calcutta', true],
  ['UTC', true],
  ['+03:00', false],
  ['Chile', false],
  ['', false],
])('“%s” is a time zone: %s', (name, is) => {
  expect(isTimeZone(name)).toBe(is);
});
