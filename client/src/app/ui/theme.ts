import { Injectable, signal } from '@angular/core';

export const themes = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themes)[number];

const storedUnder = 'ai-flows.theme';

/** Light or dark: as the system has it, until somebody chooses. */
@Injectable({ providedIn: 'root' })
export class Theme {
  readonly #choice = signal(readChoice());
  readonly choice = this.#choice.asReadonly();

  constructor() {
    apply(this.#choice());
  }

  choose(choice: ThemeChoice): void {
    localStorage.setItem(storedUnder, choice);
    this.#choice.set(choice);
    apply(choice);
  }
}

function readChoice(): ThemeChoice {
  return themes.find((theme) => theme === localStorage.getItem(storedUnder)) ?? 'system';
}

function apply(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}
