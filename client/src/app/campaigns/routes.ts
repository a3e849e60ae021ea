import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { wordTexts } from '#client/words/word-texts';
import { CampaignList } from './campaign-list.ts';

const form = () => import('./campaign-form.ts').then(({ CampaignForm }) => CampaignForm);
const page = () => import('./campaign-page.ts').then(({ CampaignPage }) => CampaignPage);
const overview = () => import('./campaign-overview.ts').then(({ CampaignOverview }) => CampaignOverview);
const own = {
  en: () => import('./texts/en.json', { with: { type: 'json' } }),
  es: () => import('./texts/es.json', { with: { type: 'json' } }),
};
const texts = pageTexts('campaigns', own);

/** The list, a form for a new one, and a campaign with its tabs; `tabs` are routes of other pages that stand under it. */
export const campaigns = (tabs: Routes): Routes => [
  {
    path: '',
    ...texts,
    children: [
      { path: '', pathMatch: 'full', component: CampaignList },
      { path: 'new', loadComponent: form },
      {
        path: ':campaignId',
        loadComponent: page,
        children: [
          {
            path: '',
            pathMatch: 'full',
            loadComponent: overview,
            ...pageTexts('campaigns', own, { words: wordTexts }),
          },
          ...tabs,
        ],
      },
      { path: ':campaignId/edit', loadComponent: form },
    ],
  },
];
