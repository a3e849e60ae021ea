import { inject } from '@angular/core';
import type { Route } from '@angular/router';
import { provideTranslocoScope, type Translation, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

type Texts = () => Promise<{ default: Translation }>;

/**
 * A page's own texts, in its routes: `{ path: '', component: Page, ...pageTexts('page', { en: …, es: … }) }`. The page
 * opens with its words, so nothing jumps, and the text `title` names it in the browser; in its template they are
 * `t('title')` behind `*transloco="let t; prefix: 'page'"`. `besides` are scopes of rooms that the page uses.
 */
export function pageTexts(
  scope: string,
  texts: { en: Texts; es: Texts },
  besides: Readonly<Record<string, { en: Texts; es: Texts }>> = {},
): Pick<Route, 'providers' | 'resolve' | 'title'> {
  const all = { [scope]: texts, ...besides };
  const scopes = Object.entries(all).map(([name, { en, es }]) => ({ scope: name, loader: { en, es } }));
  const load = async (): Promise<TranslocoService> => {
    const transloco = inject(TranslocoService);
    const loading = Object.entries(all).map(([name, { en, es }]) => {
      const inlineLoader = { [`${name}/en`]: en, [`${name}/es`]: es };
      return firstValueFrom(transloco.load(`${name}/${transloco.getActiveLang()}`, { inlineLoader }));
    });
    await Promise.all(loading);
    return transloco;
  };
  return {
    providers: [provideTranslocoScope(...scopes)],
    resolve: { texts: load },
    title: async () => `${(await load()).translate(`${scope}.title`)} – AI Flows`,
  };
}
