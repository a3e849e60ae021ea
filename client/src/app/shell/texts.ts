import {
  inject,
  Injectable,
  isDevMode,
  provideAppInitializer,
  type EnvironmentProviders,
  type Provider,
} from '@angular/core';
import {
  provideTransloco,
  provideTranslocoTranspiler,
  type Translation,
  type TranslocoLoader,
  TranslocoService,
} from '@jsverse/transloco';
import { languages, Reader } from '#client/ui/reader';
import { TextFiller } from './text-filler.ts';

/** The frame's own texts; every page brings its own as a scope (see its routes.ts). */
@Injectable({ providedIn: 'root' })
class FrameTexts implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    return language === 'es'
      ? (await import('./texts/es.json', { with: { type: 'json' } })).default
      : (await import('./texts/en.json', { with: { type: 'json' } })).default;
  }
}

export function provideTexts(): (Provider | EnvironmentProviders)[] {
  return [
    provideTransloco({
      config: {
        availableLangs: [...languages],
        defaultLang: 'en',
        fallbackLang: 'en',
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: FrameTexts,
    }),
    provideTranslocoTranspiler(TextFiller),
    provideAppInitializer(() => inject(TranslocoService).load(inject(Reader).language())),
  ];
}
