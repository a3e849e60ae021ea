import { computed, inject, Injectable, signal } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

const storedUnder = 'ai-flows.language';

/** Who reads: their language, and dates and numbers as they write them. */
@Injectable({ providedIn: 'root' })
export class Reader {
  readonly #transloco = inject(TranslocoService);
  readonly #language = signal<Language>(chosenLanguage());

  readonly language = this.#language.asReadonly();
  /** The reader's own kind of their language, as `es-CL`, where the browser says one. */
  readonly locale = computed(
    () => navigator.languages.find((each) => each.split('-')[0] === this.#language()) ?? this.#language(),
  );

  readonly #numbers = computed(() => new Intl.NumberFormat(this.locale()));
  readonly #days = computed(() => new Intl.DateTimeFormat(this.locale(), { dateStyle: 'medium' }));
  readonly #moments = computed(
    () => new Intl.DateTimeFormat(this.locale(), { dateStyle: 'medium', timeStyle: 'short' }),
  );
  readonly #exact = computed(
    () => new Intl.DateTimeFormat(this.locale(), { dateStyle: 'medium', timeStyle: 'medium' }),
  );
  readonly #times = computed(() => new Intl.DateTimeFormat(this.locale(), { timeStyle: 'short' }));

  constructor() {
    this.#show(this.#language());
  }

  choose(language: Language): void {
    localStorage.setItem(storedUnder, language);
    this.#language.set(language);
    this.#show(language);
  }

  number(value: number): string {
    return this.#numbers().format(value);
  }

  day(instant: string | number): string {
    return this.#days().format(new Date(instant));
  }

  moment(instant: string | number): string {
    return this.#moments().format(new Date(instant));
  }

  /** To the second, where it counts what came before what. */
  exactly(instant: string | number): string {
    return this.#exact().format(new Date(instant));
  }

  time(instant: string | number): string {
    return this.#times().format(new Date(instant));
  }

  #show(language: Language): void {
    document.documentElement.lang = language;
    this.#transloco.setActiveLang(language);
  }
}

/** The language chosen here before, else the first of the browser's that there is. */
function chosenLanguage(): Language {
  const wanted = [localStorage.getItem(storedUnder), ...navigator.languages.map((each) => each.split('-')[0])];
  return (
    languages.find((language) => language === wanted.find((each) => languages.some((known) => known === each))) ?? 'en'
  );
}
