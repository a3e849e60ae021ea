import type { RequestHandler } from 'express';
import { isForeign } from './foreign-origin.ts';
import { problem } from './problem.ts';

/** Requests that change something must come from a page of our own (the cookie is SameSite=Lax besides). */
export const sameOrigin: RequestHandler = (request, response, next) => {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  if (!safe && isForeign(request.headers))
    problem(response, 403, {
      code: 'ForeignOrigin',
      detail: `A page of ${request.get('origin') ?? 'another site'} may not change anything here.`,
    });
  else next();
};
