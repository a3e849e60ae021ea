import type { Routes } from '@angular/router';
import { pageTexts } from '#client/ui/page-texts';
import { SignIn } from './sign-in.ts';

export const routes: Routes = [
  {
    path: '',
    component: SignIn,
    ...pageTexts('signIn', {
      en: () => import('./texts/en.json', { with: { type: 'json' } }),
      es: () => import('./texts/es.json', { with: { type: 'json' } }),
    }),
  },
];
