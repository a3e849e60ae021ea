import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { render, variablesOf } from './variables.ts';

describe('variables in a text', () => {
  test('are filled from the row', () => {
    expect(render('Hello {{ name }}!', { name: 'Ana' })).toEqual({ ok: true, text: 'Hello Ana!' });
  });
  test('take what stands behind the bar when the row has no value', () => {
    expect(render('Hello {{name|there}}', { name: '  ' })).toEqual({ ok: true, text: 'Hello there' });
  });
  test('without a value and without a default are named', () => {
    expect(render('{{name}} {{city}}', { name: 'Ana' })).toEqual({ ok: false, missing: ['city'] });
  });
  test('are listed once each, in order', () => {
    expect(variablesOf('{{b}} {{a|x}} {{b}}')).toEqual(['b', 'a']);
  });
  test('do not reach into what every object has', () => {
    expect(render('{{constructor}}', {})).toEqual({ ok: false, missing: ['constructor'] });
  });
  test('a value is never read as a placeholder again, and none is ever left', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const rendered = render('<{{name|nobody}}>', { name: value });
        expect(rendered).toEqual({ ok: true, text: `<${value.trim() || 'nobody'}>` });
      }),
    );
  });
});
