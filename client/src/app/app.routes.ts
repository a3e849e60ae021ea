import type { Routes } from '@angular/router';
import { knownPerson } from './shell/known-person.ts';

/** One line a page; each is loaded when it is first opened. */
export const routes: Routes = [
  { path: 'sign-in', loadChildren: () => import('./sign-in/routes.ts').then(({ routes }) => routes) },
  {
    path: '',
    canActivate: [knownPerson],
    loadComponent: () => import('./shell/frame.ts').then(({ Frame }) => Frame),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'campaigns' },
      {
        path: 'campaigns/:campaignId/flow',
        loadChildren: () => import('./flow-builder/routes.ts').then(({ routes }) => routes),
      },
      { path: 'campaigns', loadChildren: () => import('./campaigns/routes.ts').then(({ routes }) => routes) },
      { path: '**', loadComponent: () => import('./shell/not-found.ts').then(({ NotFound }) => NotFound) },
    ],
  },
];
