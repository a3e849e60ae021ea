import { TestBed } from '@angular/core/testing';
import { provideTranslocoScope, type Translation, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { provideTexts } from '#client/shell/texts';

/** Readies the tests of a piece that is no page: its real English texts are there before it is shown. */
export async function withTexts(scope: string, en: () => Promise<{ default: Translation }>): Promise<void> {
  TestBed.configureTestingModule({ providers: [provideTexts(), provideTranslocoScope({ scope, loader: { en } })] });
  await firstValueFrom(TestBed.inject(TranslocoService).load(`${scope}/en`, { inlineLoader: { [`${scope}/en`]: en } }));
}
