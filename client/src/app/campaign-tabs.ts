import type { Routes } from '@angular/router';

/** Pages that stand under a campaign, each a tab of it, in their order; `tabs` of campaigns/texts names them. */
export const campaignTabs: Routes = [
  { path: 'datasets', loadChildren: () => import('./datasets/routes.ts').then(({ routes }) => routes) },
  { path: 'execution', loadChildren: () => import('./execution/routes.ts').then(({ routes }) => routes) },
];
