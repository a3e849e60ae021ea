import * as z from 'zod';

/** Every status that is no success, with its title: the one table of errors. */
export const problemTitles = {
  400: 'The request is malformed',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Changed meanwhile',
  413: 'Too large',
  415: 'Not in this form',
  422: 'Refused',
  429: 'Too many tries',
  500: 'Our fault',
  503: 'Not available',
} as const;

export type ProblemStatus = keyof typeof problemTitles;

/** An error answer: problem+json (RFC 9457) with the code of the refusal and its sentence. */
export const problemBody = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'One word for programs; a refusal’s code is the rule’s own.' }),
    detail: z.string().meta({ description: 'What was found, what is wanted and the way out.' }),
    details: z.unknown().optional().meta({
      description: 'Of a malformed request: what is wrong, as a list of field and problem. Of a refusal: its values.',
    }),
  })
  .meta({ id: 'Problem', description: 'What is wrong and the way out (RFC 9457).' });

export type Problem = Readonly<z.infer<typeof problemBody>>;
