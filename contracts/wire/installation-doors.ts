import * as z from 'zod';
import { door } from './door.ts';

export const readInstallation = door({
  ...{
    name: 'readInstallation',
    method: 'get',
    path: '/api/installation',
    tag: 'Organisation',
    permission: 'signedIn',
  },
  summary: 'What kind of installation this is.',
  answer: z
    .object({
      carriers: z
        .array(z.string())
        .meta({ description: 'By what contacts are reached; only `sandbox`: nobody is reached.' }),
    })
    .meta({ id: 'Installation' }),
});
