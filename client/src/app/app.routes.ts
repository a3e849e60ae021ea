import type { Routes } from '@angular/router';

/** One line a page; each is loaded when it is first opened. */
export const routes: Routes = [
  {
    path: '',
    loadComponent: () => import('./shell/frame.ts').then(({ Frame }) => Frame),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'campaigns' },
      { path: 'campaigns', loadChildren: () => import('./campaigns/routes.ts').then(({ routes }) => routes) },
    ],
  },
];
