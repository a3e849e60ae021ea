import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { wordTexts } from '#client/words/words';

const own = {
  en: () => import('./texts/en.json', { with: { type: 'json' } }),
  es: () => import('./texts/es.json', { with: { type: 'json' } }),
};

/** What came of a campaign, and the rows behind each number. */
export const routes: Routes = [
  {
    path: '',
    ...pageTexts('reports', own, { words: wordTexts }),
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
