import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { problem } from './problem.ts';

/** Lets only requests through whose path parameters of these names are UUIDs; anything else is not to be found. */
export function identifiers(...names: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const wrong = names.find((name) => !z.uuid().safeParse(request.params[name]).success);
    if (wrong === undefined) next();
    else
      problem(response, 400, {
        code: 'Invalid',
        detail: `${wrong} is “${pathParameter(request, wrong).slice(0, 60)}”; wanted is a UUID.`,
      });
  };
}

export function pathParameter(request: Request, name: string): string {
  return String(request.params[name] ?? '');
}
