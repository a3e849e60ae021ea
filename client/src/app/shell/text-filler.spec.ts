import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { describe, expect, test } from '@jest/globals';
import { provideTexts } from './texts.ts';

describe('The texts of the app', () => {
  const say = (text: string, values: Readonly<Record<string, string | number>>): string => {
    TestBed.configureTestingModule({ providers: [provideTexts()] });
    const transloco = TestBed.inject(TranslocoService);
    transloco.setTranslation({ here: text }, transloco.getActiveLang());
    return transloco.translate('here', values);
  };

  test('take each value in its place', () =>
    expect(say('{{ n }} of {{most}}, {{n}}', { n: 3, most: '1,600' })).toBe('3 of 1,600, 3'));
  test('leave braces in a value as a person wrote them', () =>
    expect(say('No column is called {{name}}.', { name: '{{Fechaa}}' })).toBe('No column is called {{Fechaa}}.'));
  test('can say how a placeholder is written', () =>
    expect(say('It is written {{open}}1{{close}}.', { open: '{{', close: '}}' })).toBe('It is written {{1}}.'));
  test('leave the place of a missing value empty', () => expect(say('Hello {{name}}!', {})).toBe('Hello !'));
});
