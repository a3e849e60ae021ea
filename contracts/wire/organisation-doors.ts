import * as z from 'zod';
import { quietHours } from '#contracts/contact/quiet-hours';
import { organisationCommand } from '#contracts/organisation/organisation';
import { commandDoor } from './command-door.ts';
import { door } from './door.ts';

const tag = 'Organisation';

export const readOrganisation = door({
  ...{ name: 'readOrganisation', method: 'get', path: '/api/organisation', tag, permission: 'readCampaigns' },
  summary: 'What campaigns and data sets begin with, unless they have their own.',
  answer: z
    .object({
      country: z.string().nullable().meta({ description: 'ISO 3166 alpha-2; of numbers without a country code.' }),
      timeZone: z.string().nullable(),
      quietHours: quietHours.nullable(),
      setBy: z.string().nullable(),
      setAt: z.iso.datetime().nullable(),
    })
    .meta({ id: 'Organisation' }),
});

export const commandOrganisation = commandDoor({
  ...{ name: 'commandOrganisation', path: '/api/organisation/commands', tag, permission: 'manageOrganisation' },
  summary: 'Set the defaults, all of them.',
  command: organisationCommand,
  refusals: ['CountryIsUnknown', 'TimeZoneIsUnknown'],
});
