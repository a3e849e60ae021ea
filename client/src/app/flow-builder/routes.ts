import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { wordTexts } from '#client/words/word-texts';
import { FlowPage } from './flow-page.ts';

export const routes: Routes = [
  {
    path: '',
    component: FlowPage,
    ...pageTexts(
      'flow',
      {
        en: () => import('./texts/en.json', { with: { type: 'json' } }),
        es: () => import('./texts/es.json', { with: { type: 'json' } }),
      },
      { words: wordTexts },
    ),
  },
];
