import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { wordTexts } from '#client/words/word-texts';

const own = {
  en: () => import('./texts/en.json', { with: { type: 'json' } }),
  es: () => import('./texts/es.json', { with: { type: 'json' } }),
};

const texts = pageTexts('reports', own, { words: wordTexts });

/** What came of a campaign, and the rows behind each number. */
export const routes: Routes = [
  {
    path: '',
    ...texts,
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: () => import('./reports-page.ts').then(({ ReportsPage }) => ReportsPage),
      },
      {
        path: ':executionId/rows',
        loadComponent: () => import('./behind-page.ts').then(({ BehindPage }) => BehindPage),
      },
    ],
  },
];

/** Reports by themselves: a list of campaigns, and one for who reads nothing else of it. */
export const allReports: Routes = [
  {
    path: '',
    ...texts,
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: () => import('./all-reports-page.ts').then(({ AllReportsPage }) => AllReportsPage),
      },
      { path: ':campaignId', children: routes },
    ],
  },
];
