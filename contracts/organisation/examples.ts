import type { OrganisationEvent } from './events.ts';

/** One example of every event of the organisation. */
export const organisationExamples = {
  OrganisationDefaultsSet: {
    type: 'OrganisationDefaultsSet',
    data: {
      country: 'CL',
      timeZone: 'America/Santiago',
      quietHours: { start: '21:00', end: '09:00', quietDays: ['sun'] },
    },
  },
} satisfies { [E in OrganisationEvent as E['type']]: E };
