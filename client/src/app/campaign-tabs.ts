import type { Routes } from '@angular/router';

/** Pages that stand under a campaign, each a tab of it, in their order; `tabs` of campaigns/texts names them. */
export const campaignTabs: Routes = [
  { path: 'channels', loadChildren: () => import('./channels/routes.ts').then(({ routes }) => routes) },
  { path: 'datasets', loadChildren: () => import('./datasets/routes.ts').then(({ routes }) => routes) },
  { path: 'execution', loadChildren: () => import('./execution/routes.ts').then(({ routes }) => routes) },
  { path: 'reports', loadChildren: () => import('./reports/routes.ts').then(({ routes }) => routes) },
  { path: 'history', loadChildren: () => import('./history/routes.ts').then(({ routes }) => routes) },
];
