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
        data: { fillsThePage: true },
        loadChildren: () => import('./flow-builder/routes.ts').then(({ routes }) => routes),
      },
      {
        path: 'campaigns',
        loadChildren: async () => {
          const { campaigns } = await import('./campaigns/routes.ts');
          // Pages that stand under a campaign, each a tab of it; `tabs` of campaigns/texts names them.
          return campaigns([]);
        },
      },
      { path: 'device', loadChildren: () => import('./device/routes.ts').then(({ routes }) => routes) },
      { path: '**', loadComponent: () => import('./shell/not-found.ts').then(({ NotFound }) => NotFound) },
    ],
  },
];
