import { inject } from '@angular/core';
import { Router, type CanActivateFn } from '@angular/router';
import { Session } from '#client/data/session';

/**
 * Lets in whoever is known on this device, at once and without a network; everybody else signs in first and comes back
 * to where they wanted to go.
 */
export const knownPerson: CanActivateFn = async (_route, { url }) => {
  const session = inject(Session);
  const router = inject(Router);
  if (session.person() !== null) {
    if (session.standing() === 'unasked') void session.ask();
    return true;
  }
  if ((await session.ask()) === 'signedIn') return true;
  return router.createUrlTree(['/sign-in'], url === '/' ? {} : { queryParams: { next: url } });
};
