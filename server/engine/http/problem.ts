import type { Response } from 'express';
import type { Outcome } from '#contracts/kernel/command';
import type { Problem } from '#contracts/wire/http';

const titles: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Changed meanwhile',
  413: 'Too large',
  422: 'Refused',
  429: 'Too many tries',
  500: 'Our fault',
  503: 'Not available',
};

/** Answers with a problem: what is wrong and the way out. */
export function problem(
  response: Response,
  status: number,
  { code, detail, details }: { code: string; detail: string; details?: unknown },
): void {
  const body: Problem = {
    type: 'about:blank',
    title: titles[status] ?? 'Problem',
    status,
    code,
    detail,
    ...(details === undefined ? {} : { details }),
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(body));
}

/** The one table from what became of a command to HTTP. */
export function reply(response: Response, outcome: Outcome): void {
  switch (outcome.outcome) {
    case 'accepted':
      response.json(outcome);
      return;
    case 'refused':
      return problem(response, 422, { code: outcome.refused, detail: outcome.sentence, details: outcome.details });
    case 'conflict':
      return problem(response, 409, { code: 'Conflict', detail: outcome.sentence });
    case 'invalid':
      return problem(response, 400, {
        code: 'Invalid',
        detail: outcome.issues.map(({ field, problem: what }) => `${field}: ${what}`).join('; '),
        details: outcome.issues,
      });
  }
}
