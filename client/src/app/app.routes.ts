import type { Routes } from '@angular/router';
import { firstPage } from './shell/first-page.ts';
import { knownPerson } from './shell/known-person.ts';

/** One line a page; each is loaded when it is first opened. */
export const routes: Routes = [
  { path: 'sign-in', loadChildren: () => import('./sign-in/routes.ts').then(({ routes }) => routes) },
  {
    path: '',
    canActivate: [knownPerson],
    loadComponent: () => import('./shell/frame.ts').then(({ Frame }) => Frame),
    children: [
      { path: '', pathMatch: 'full', canActivate: [firstPage], children: [] },
      {
        path: 'campaigns/:campaignId/flow',
        data: { fillsThePage: true },
        loadChildren: () => import('./flow-builder/routes.ts').then(({ routes }) => routes),
      },
      {
        path: 'campaigns',
        loadChildren: async () => {
          const [{ campaigns }, { campaignTabs }] = await Promise.all([
            import('./campaigns/routes.ts'),
            import('./campaign-tabs.ts'),
          ]);
          return campaigns(campaignTabs);
        },
      },
      { path: 'reports', loadChildren: () => import('./reports/routes.ts').then(({ allReports }) => allReports) },
      { path: 'device', loadChildren: () => import('./device/routes.ts').then(({ routes }) => routes) },
      { path: '**', loadComponent: () => import('./shell/not-found.ts').then(({ NotFound }) => NotFound) },
    ],
  },
];
