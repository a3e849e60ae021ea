import { inject } from '@angular/core';
import { Router, type CanActivateFn } from '@angular/router';
import { Session } from '#client/data/session';

/** Leads to the page that is somebody's own. To be asked behind `knownPerson`: a redirect would not wait for who it is. */
export const firstPage: CanActivateFn = () =>
  inject(Router).createUrlTree([inject(Session).may('readCampaigns') ? '/campaigns' : '/reports']);
