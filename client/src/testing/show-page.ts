import { provideLocationMocks } from '@angular/common/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, type Routes, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { type EnvironmentProviders, type Provider } from '@angular/core';
import { provideTexts } from '#client/shell/texts';

/** Opens a page by its routes, with its real texts, and gives its element once everything has settled. */
export async function showPage(
  routes: Routes,
  { at = '/', providers = [] }: { at?: string; providers?: readonly (Provider | EnvironmentProviders)[] } = {},
): Promise<HTMLElement> {
  TestBed.configureTestingModule({
    providers: [
      provideRouter(routes, withComponentInputBinding()),
      provideLocationMocks(),
      provideTexts(),
      ...providers,
    ],
  });
  const harness = await RouterTestingHarness.create(at);
  await harness.fixture.whenStable();
  return harness.fixture.nativeElement as HTMLElement;
}
