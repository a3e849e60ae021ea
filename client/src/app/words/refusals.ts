import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { languageInUse } from '#client/ui/language-in-use';
import { Reader } from '#client/ui/reader';

/** A no of the server: its code, its own English sentence, and the values that the sentence names. */
export type Said = { readonly code: string; readonly detail: string; readonly details?: unknown };

const texts = {
  'refusals/en': () => import('./refusals/en.json', { with: { type: 'json' } }),
  'refusals/es': () => import('./refusals/es.json', { with: { type: 'json' } }),
};

/**
 * What the server says no with, in the reader's language. A code that is not known here, or one without a value its text
 * needs, comes from a newer or an older server: then the server's own sentence is shown. The texts are fetched when the
 * first no is said.
 */
@Injectable({ providedIn: 'root' })
export class Refusals {
  readonly #transloco = inject(TranslocoService);
  readonly #reader = inject(Reader);
  readonly #language = languageInUse();
  readonly #asked = new Set<string>();
  readonly #away = new Set<string>();

  /** `said` may be a sentence that stands in the reader's language already; '' where nothing was said. */
  say(said: Said | string | null): string {
    if (said === null || typeof said === 'string') return said ?? '';
    const language = this.#language().of;
    if (!this.#has('Fault')) {
      this.#load(language);
      return this.#away.has(language) ? said.detail : '';
    }
    const values = valuesOf(said.details);
    const key = said.code === 'Invalid' && 'fields' in values ? 'InvalidFields' : said.code;
    const text = this.#has(key) ? this.#text(key) : null;
    const wanted = [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
    if (text === null || wanted.some((name) => values[name] === undefined)) return said.detail;
    const shown = wanted.map((name) => [name, this.#shown(name, values[name])]);
    return this.#transloco.translate(`refusals.${key}`, Object.fromEntries(shown) as Record<string, string>);
  }

  #shown(name: string, value: unknown): string {
    if (Array.isArray(value)) return value.map((each) => this.#shown(name, each)).join(', ');
    if (typeof value === 'number') return this.#reader.number(value);
    if (typeof value !== 'string') return '–';
    if (this.#has(`values.${name}.${value}`)) return this.#text(`values.${name}.${value}`);
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? this.#reader.moment(value) : value;
  }

  #text(key: string): string {
    return this.#known()[`refusals.${key}`] as string;
  }

  #has(key: string): boolean {
    return this.#known()[`refusals.${key}`] !== undefined;
  }

  #known(): Readonly<Record<string, unknown>> {
    return this.#transloco.getTranslation(this.#language().of);
  }

  #load(language: string): void {
    if (this.#asked.has(language)) return;
    this.#asked.add(language);
    this.#transloco.load(`refusals/${language}`, { inlineLoader: texts }).subscribe({
      // Not on this device, and no network: the next no is said in the server's words.
      error: () => this.#away.add(language),
    });
  }
}

/** The values of a refusal; of a request in a wrong form, which fields are wrong. */
function valuesOf(details: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(details)) {
    const issues = details as readonly { readonly field?: unknown }[];
    return { fields: [...new Set(issues.map(({ field }) => String(field).split('.').at(-1)))] };
  }
  return typeof details === 'object' && details !== null ? (details as Readonly<Record<string, unknown>>) : {};
}
