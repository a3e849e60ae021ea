import type { RequestHandler } from 'express';
import { problem } from './problem.ts';

/**
 * A browser sends the session's cookie along from any page that makes it, so requests that change something must say
 * that they come from our own (the cookie is SameSite=Lax besides). Programs send neither header.
 */
export const sameOrigin: RequestHandler = (request, response, next) => {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && hostOf(origin) !== request.get('host'));
  if (!safe && foreign)
    problem(response, 403, {
      code: 'ForeignOrigin',
      detail: `A page of ${origin ?? 'another site'} may not change anything here.`,
    });
  else next();
};

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}
