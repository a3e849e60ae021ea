import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { wordTexts } from '#client/words/word-texts';

const own = {
  en: () => import('./texts/en.json', { with: { type: 'json' } }),
  es: () => import('./texts/es.json', { with: { type: 'json' } }),
};

/** The runs of a campaign: begun here, watched one by one, down to the life of a row. */
export const routes: Routes = [
  {
    path: '',
    ...pageTexts('execution', own, { words: wordTexts }),
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: () => import('./execution-page.ts').then(({ ExecutionPage }) => ExecutionPage),
      },
      { path: ':executionId', loadComponent: () => import('./run-page.ts').then(({ RunPage }) => RunPage) },
      {
        path: ':executionId/rows/:rowId',
        loadComponent: () => import('./row-page.ts').then(({ RowPage }) => RowPage),
      },
    ],
  },
];
