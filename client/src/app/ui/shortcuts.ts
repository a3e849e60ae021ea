import { DestroyRef, inject, Injectable, signal } from '@angular/core';

export type Shortcut = {
  /** As `KeyboardEvent.key` says it, with modifiers before it: `n`, `?`, `Control+z`. */
  readonly keys: string;
  /** What it does, translated when it is shown. */
  readonly label: () => string;
  /** Without it the key is handled where it is pressed, and only listed. */
  readonly run?: () => void;
};

const storedUnder = 'ai-flows.single-keys';

/** Every key that does something now: pages say theirs while they are open, the overlay lists them all. */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  readonly #all = signal<readonly Shortcut[]>([]);
  readonly all = this.#all.asReadonly();
  readonly #singleKeys = signal(localStorage.getItem(storedUnder) !== 'off');
  /** Keys without a modifier can be switched off, for those who speak to their machine (WCAG 2.1.4). */
  readonly singleKeys = this.#singleKeys.asReadonly();

  /** In force until whoever says them is gone; called where something can be injected. */
  add(shortcuts: readonly Shortcut[]): void {
    this.#all.update((all) => [...all, ...shortcuts]);
    inject(DestroyRef).onDestroy(() => this.#all.update((all) => all.filter((each) => !shortcuts.includes(each))));
  }

  allowSingleKeys(allowed: boolean): void {
    localStorage.setItem(storedUnder, allowed ? 'on' : 'off');
    this.#singleKeys.set(allowed);
  }

  /** Does what the pressed key stands for; what was said last goes first. */
  press(event: KeyboardEvent): void {
    const keys = keysOf(event);
    if (!keys.includes('+') && (!this.#singleKeys() || isTyping(event.target))) return;
    const found = this.#all().findLast((each) => each.keys === keys && each.run !== undefined);
    if (!found || event.defaultPrevented) return;
    event.preventDefault();
    found.run?.();
  }
}

function keysOf({ ctrlKey, metaKey, altKey, key }: KeyboardEvent): string {
  return [...(ctrlKey || metaKey ? ['Control'] : []), ...(altKey ? ['Alt'] : []), key].join('+');
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
