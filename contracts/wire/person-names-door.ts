import { z } from 'zod';
import { door } from './door.ts';

/** How people are called who left their mark on something. Addresses and roles are for administrators. */
export const listPersonNames = door({
  ...{ name: 'listPersonNames', method: 'get', path: '/api/people/names', tag: 'People', permission: 'readCampaigns' },
  summary: 'The names of the people of this organisation, for who may read personal data.',
  answer: z.object({
    people: z.array(
      z.object({
        personId: z.string(),
        name: z.string().nullable().meta({ description: 'null: you may not read personal data.' }),
      }),
    ),
  }),
});
