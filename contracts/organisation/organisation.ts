import * as z from 'zod';
import { quietHours } from '#contracts/contact/quiet-hours';
import { isTimeZone } from '#contracts/contact/time-zones';
import { usualQuietHours } from '#contracts/execution/settings';
import { isCountry } from '#contracts/data-set/phone';
import { canonical } from '#contracts/kernel/canonical';
import { refuse, type Command } from '#contracts/kernel/command';
import { streamOf, type Decider, type Decision } from '#contracts/kernel/decider';
import type { OrganisationDefaults, OrganisationEvent } from './events.ts';

/** What an administrator may ask of the organisation: all defaults at once, null for none. */
export const organisationCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('SetOrganisationDefaults'),
    data: z.strictObject({
      country: z.string().trim().max(60).nullable(),
      timeZone: z.string().trim().max(60).nullable(),
      quietHours: quietHours.nullable(),
    }),
  }),
]);

export type OrganisationCommand = Command<'SetOrganisationDefaults', OrganisationDefaults>;

/** One installation is one organisation. */
export const organisationId = '1';
export const organisationStream = streamOf('organisation', organisationId);

/** The organisation that runs this installation, and what everything in it begins with. */
export const organisation: Decider<OrganisationDefaults, OrganisationCommand, OrganisationEvent> = {
  category: 'organisation',
  initial: { country: null, timeZone: null, quietHours: usualQuietHours },
  decide,
  evolve: (_state, event) => event.data,
};

function decide({ data }: OrganisationCommand, state: OrganisationDefaults): Decision<OrganisationEvent> {
  const { timeZone, quietHours: quiet } = data;
  const country = data.country?.toUpperCase() ?? null;
  if (country !== null && !isCountry(country))
    return refuse('CountryIsUnknown', `“${country}” is no country code; use two letters as in CL, ES or MX, or null.`, {
      country,
    });
  if (timeZone !== null && !isTimeZone(timeZone))
    return refuse(
      'TimeZoneIsUnknown',
      `“${timeZone}” is no time zone; use an IANA name as in America/Santiago or Europe/Madrid, or null.`,
      { timeZone },
    );
  const wanted = { country, timeZone, quietHours: quiet };
  return canonical(wanted) === canonical(state) ? [] : [{ type: 'OrganisationDefaultsSet', data: wanted }];
}
