import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { wordTexts } from '#client/words/word-texts';

const own = {
  en: () => import('./texts/en.json', { with: { type: 'json' } }),
  es: () => import('./texts/es.json', { with: { type: 'json' } }),
};

/** The contacts of a campaign: files that come in, how they are understood, and what became of their rows. */
export const routes: Routes = [
  {
    path: '',
    ...pageTexts('datasets', own, { words: wordTexts }),
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: () => import('./data-sets-page.ts').then(({ DataSetsPage }) => DataSetsPage),
      },
      { path: ':dataSetId', loadComponent: () => import('./data-set-page.ts').then(({ DataSetPage }) => DataSetPage) },
      {
        path: ':dataSetId/preview',
        loadComponent: () => import('./preview-page.ts').then(({ PreviewPage }) => PreviewPage),
      },
    ],
  },
];
