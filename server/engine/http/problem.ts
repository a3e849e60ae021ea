import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import type { Outcome } from '#contracts/kernel/command';
import { problemTitles, type Problem, type ProblemStatus } from '#contracts/wire/http';

/** A no as data: which status, and what is wrong with the way out. */
export type Denied = {
  readonly denied: ProblemStatus;
  readonly code: string;
  readonly detail: string;
  readonly details?: unknown;
};

export function denied(status: ProblemStatus, code: string, detail: string, details?: unknown): Denied {
  return { denied: status, code, detail, ...(details === undefined ? {} : { details }) };
}

export function isDenied(answer: unknown): answer is Denied {
  return typeof answer === 'object' && answer !== null && 'denied' in answer;
}

export function notFound(detail: string): Denied {
  return denied(404, 'NotFound', detail);
}

/** Answers with a problem: what is wrong and the way out. */
export function problem(
  response: Response,
  status: number,
  { code, detail, details }: { code: string; detail: string; details?: unknown },
): void {
  const body: Problem = {
    type: 'about:blank',
    // What only a file is answered with, like a range that it does not have, stands in no table of ours.
    title:
      status in problemTitles ? problemTitles[status as ProblemStatus] : (STATUS_CODES[status] ?? 'Not understood'),
    status,
    code,
    detail,
    ...(details === undefined ? {} : { details }),
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(body));
}

/** What became of a command, as an answer. */
export function answerTo(outcome: Outcome): Extract<Outcome, { outcome: 'accepted' }> | Denied {
  return outcome.outcome === 'accepted' ? outcome : deniedBy(outcome);
}

/** The one table from what became of a command to HTTP. */
export function deniedBy(outcome: Exclude<Outcome, { outcome: 'accepted' }>): Denied {
  switch (outcome.outcome) {
    case 'refused':
      return denied(422, outcome.refused, outcome.sentence, outcome.details);
    case 'conflict':
      return denied(409, 'Conflict', outcome.sentence);
    case 'invalid':
      return denied(
        400,
        'Invalid',
        outcome.issues.map(({ field, problem: what }) => `${field}: ${what}`).join('; '),
        outcome.issues,
      );
  }
}
