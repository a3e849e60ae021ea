import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { CampaignForm } from './campaign-form.ts';
import { CampaignList } from './campaign-list.ts';
import { CampaignOverview } from './campaign-overview.ts';
import { CampaignPage } from './campaign-page.ts';

const texts = pageTexts('campaigns', {
  en: () => import('./texts/en.json', { with: { type: 'json' } }),
  es: () => import('./texts/es.json', { with: { type: 'json' } }),
});

/** The list, a form for a new one, and a campaign with its tabs; `tabs` are routes of other pages that stand under it. */
export const campaigns = (tabs: Routes): Routes => [
  {
    path: '',
    ...texts,
    children: [
      { path: '', pathMatch: 'full', component: CampaignList },
      { path: 'new', component: CampaignForm },
      {
        path: ':campaignId',
        component: CampaignPage,
        children: [{ path: '', pathMatch: 'full', component: CampaignOverview }, ...tabs],
      },
      { path: ':campaignId/edit', component: CampaignForm },
    ],
  },
];
