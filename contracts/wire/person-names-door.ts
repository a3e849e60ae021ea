import { z } from 'zod';
import { door } from './door.ts';

/**
 * How people are called who left their mark on something: an auditor has to see who did what as well, which is no personal
 * data of a contact. Addresses and roles are for administrators.
 */
export const listPersonNames = door({
  ...{ name: 'listPersonNames', method: 'get', path: '/api/people/names', tag: 'People', permission: 'readCampaigns' },
  summary: 'The names of the people of this organisation.',
  answer: z.object({ people: z.array(z.object({ personId: z.string(), name: z.string() })) }),
});
