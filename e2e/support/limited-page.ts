import type { Page } from 'playwright-core';
import { within } from './within.ts';

type Waiting = (...given: readonly unknown[]) => Promise<unknown>;

/**
 * Scripts, keys and the mouse have no limit of the browser's own: where a page answers nothing any more, a journey would
 * stand until the whole of it is given up, without a word about where.
 */
export function limitPage(page: Page): void {
  limit(page, 'the page', ['evaluate', 'setViewportSize', 'emulateMedia']);
  limit(page.keyboard, 'the keyboard', ['press', 'type']);
  limit(page.mouse, 'the mouse', ['click', 'move', 'down', 'up', 'wheel']);
}

function limit<T extends object>(on: T, name: string, methods: readonly (keyof T & string)[]): void {
  for (const method of methods) {
    const asked = (on[method] as Waiting).bind(on);
    const limited: Waiting = (...given) => within(60, `${name} to ${method} ${nameOf(given[0])}`, asked(...given));
    Object.assign(on, { [method]: limited });
  }
}

/** A script by its name or its first words, anything else as it is. */
function nameOf(given: unknown): string {
  if (typeof given === 'function') return given.name || given.toString().slice(0, 120);
  return typeof given === 'string' ? given.slice(0, 120) : JSON.stringify(given);
}
