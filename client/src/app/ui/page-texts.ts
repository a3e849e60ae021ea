import { inject } from '@angular/core';
import type { Route } from '@angular/router';
import { provideTranslocoScope, type Translation, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

type Texts = () => Promise<{ default: Translation }>;

/**
 * A page's own texts, in its routes: `{ path: '', component: Page, ...pageTexts('page', { en: …, es: … }) }`. The page
 * opens with its words, so nothing jumps, and the text `title` names it in the browser; in its template they are
 * `t('title')` behind `*transloco="let t; prefix: 'page'"`.
 */
export function pageTexts(
  scope: string,
  texts: { en: Texts; es: Texts },
): Pick<Route, 'providers' | 'resolve' | 'title'> {
  const load = async (): Promise<TranslocoService> => {
    const transloco = inject(TranslocoService);
    const inlineLoader = { [`${scope}/en`]: texts.en, [`${scope}/es`]: texts.es };
    await firstValueFrom(transloco.load(`${scope}/${transloco.getActiveLang()}`, { inlineLoader }));
    return transloco;
  };
  return {
    providers: [provideTranslocoScope({ scope, loader: { en: texts.en, es: texts.es } })],
    resolve: { texts: load },
    title: async () => `${(await load()).translate(`${scope}.title`)} – AI Flows`,
  };
}
