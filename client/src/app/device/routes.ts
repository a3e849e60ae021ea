import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { ThisDevicePage } from './this-device-page.ts';

export const routes: Routes = [
  {
    path: '',
    component: ThisDevicePage,
    ...pageTexts('device', {
      en: () => import('./texts/en.json', { with: { type: 'json' } }),
      es: () => import('./texts/es.json', { with: { type: 'json' } }),
    }),
  },
];
