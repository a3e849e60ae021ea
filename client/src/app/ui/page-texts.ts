import { inject } from '@angular/core';
import type { Route } from '@angular/router';
import { provideTranslocoScope, type Translation, TranslocoService } from '@jsverse/transloco';

type Texts = () => Promise<{ default: Translation }>;

/**
 * A page's own texts, in its routes: `{ path: '', component: Page, ...pageTexts('page', { en: …, es: … }) }`. The page
 * opens with its words, so nothing jumps; in its template they are `t('title')` behind `*transloco="let t; prefix: 'page'"`.
 */
export function pageTexts(scope: string, texts: { en: Texts; es: Texts }): Pick<Route, 'providers' | 'resolve'> {
  return {
    providers: [provideTranslocoScope({ scope, loader: { en: texts.en, es: texts.es } })],
    resolve: {
      texts: () =>
        inject(TranslocoService).load(`${scope}/${inject(TranslocoService).getActiveLang()}`, {
          inlineLoader: { [`${scope}/en`]: texts.en, [`${scope}/es`]: texts.es },
        }),
    },
  };
}
