import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { wordTexts } from '#client/words/word-texts';

const own = {
  en: () => import('./texts/en.json', { with: { type: 'json' } }),
  es: () => import('./texts/es.json', { with: { type: 'json' } }),
};

/** What happened to a campaign, and how it and its flow stood at any moment of it. */
export const routes: Routes = [
  {
    path: '',
    ...pageTexts('history', own, { words: wordTexts }),
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: () => import('./history-page.ts').then(({ HistoryPage }) => HistoryPage),
      },
      {
        path: 'campaign/:revision',
        loadComponent: () => import('./campaign-then-page.ts').then(({ CampaignThenPage }) => CampaignThenPage),
      },
      {
        path: 'flow/:revision',
        loadComponent: () => import('./flow-then-page.ts').then(({ FlowThenPage }) => FlowThenPage),
      },
    ],
  },
];
