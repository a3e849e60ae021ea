import { TestBed } from '@angular/core/testing';
import { beforeEach, expect, test } from '@jest/globals';
import { TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { withTexts } from '#app-testing/with-texts';
import { Reader } from '#client/ui/reader';
import { Refusals, type Said } from './refusals.ts';
import { wordTexts } from './word-texts.ts';

let refusals: Refusals;
beforeEach(async () => {
  await withTexts('words', wordTexts.en);
  refusals = TestBed.inject(Refusals);
});

/** What is shown once the texts have come. */
async function shown(said: Said): Promise<string> {
  refusals.say(said);
  await firstValueFrom(TestBed.inject(TranslocoService).events$);
  return refusals.say(said);
}

const archived: Said = { code: 'CampaignIsArchived', detail: '“Spring” is archived.', details: { name: 'Spring' } };

test('a refusal is said in the language of the reader, with its values', async () => {
  TestBed.inject(Reader).choose('es');
  expect(await shown(archived)).toBe(
    '«Spring» está en el archivo y no admite más cambios; sáquela del archivo o duplíquela.',
  );
});
test('values that are words of the product are translated, lists are told in full', async () => {
  TestBed.inject(Reader).choose('es');
  const details = { name: 'Spring', failing: ['channel', 'dataSet'] };
  expect(await shown({ code: 'ChecklistIsIncomplete', detail: '', details })).toBe(
    '«Spring» no está lista. Por hacer: asignar un canal, subir un conjunto de datos con filas aceptadas.',
  );
  expect(refusals.say({ code: 'NotAllowed', detail: '', details: { role: 'editor' } })).toContain('Su rol, Editor,');
});
test('a form that is wrong names its fields', async () => {
  TestBed.inject(Reader).choose('en');
  const details = [{ field: 'data.name', problem: 'Too small' }];
  expect(await shown({ code: 'Invalid', detail: 'data.name: Too small', details })).toBe(
    'This cannot be taken as it was entered: the name. Correct it and try again.',
  );
});
test('a code that is not known, and one whose value is missing, is said in the words of the server', async () => {
  TestBed.inject(Reader).choose('es');
  expect(await shown({ code: 'FromTheFuture', detail: 'Not yet.' })).toBe('Not yet.');
  expect(refusals.say({ ...archived, details: {} })).toBe('“Spring” is archived.');
});
test('what stands in the language of the reader already is left as it is', () => {
  expect(refusals.say('Listo.')).toBe('Listo.');
  expect(refusals.say(null)).toBe('');
});
