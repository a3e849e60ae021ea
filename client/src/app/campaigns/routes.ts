import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { CampaignList } from './campaign-list.ts';

export const routes: Routes = [
  {
    path: '',
    component: CampaignList,
    ...pageTexts('campaigns', {
      en: () => import('./texts/en.json', { with: { type: 'json' } }),
      es: () => import('./texts/es.json', { with: { type: 'json' } }),
    }),
  },
];
