import { expect } from '@jest/globals';
import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const tablets = [
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
];
export const phones = [
  { width: 412, height: 860 },
  { width: 360, height: 640 },
];

type Size = { readonly width: number; readonly height: number };
type Theme = 'light' | 'dark';

/**
 * Looks at a page as it stands on every size and in both themes: nothing reaches beyond the edge, what is pressed is at
 * least 44 px high and wide, and nothing of the machine shows through. Axe, which takes longest, finds nothing on the
 * largest in light and on the smallest in dark: so each theme, the widest and the narrowest were before it. With
 * SCREENSHOTS=folder each is kept.
 */
export async function lookAt(page: Page, name: string, sizes: readonly Size[] = tablets): Promise<void> {
  const ways = { light: sizes.toReversed(), dark: sizes };
  for (const theme of ['light', 'dark'] as const) {
    await goOverInto(page, theme);
    for (const size of ways[theme]) {
      const here = `${name} ${size.width}x${size.height} ${theme}`;
      await page.setViewportSize(size);
      // What is still loading would be looked at half, and breathes without end.
      await page.waitForFunction(() => document.querySelector('app-loading') === null);
      await page.evaluate(comeToRest);
      await keep(page, here);
      const found = size === ways[theme].at(-1) ? await foundByAxe(page) : [];
      expect({ page: here, found, ...(await page.evaluate(looks)) }).toEqual({
        ...{ page: here, found: [], beyondTheEdge: 0, outOfSight: [], tooSmall: [], ofTheMachine: [] },
      });
    }
  }
}

/** At once: hundreds of colours that go over into others one by one would each be waited for. */
async function goOverInto(page: Page, colorScheme: Theme): Promise<void> {
  await page.evaluate(() => {
    const still = Object.assign(new CSSStyleSheet(), { lookedAt: true });
    still.replaceSync('*, ::before, ::after { transition: none !important; }');
    document.adoptedStyleSheets.push(still);
  });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate(comeToRest);
  await page.evaluate(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => !('lookedAt' in each));
  });
}

/** Axe is brought into a page once: its rules run many times faster when they have run before. */
async function foundByAxe(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async function findByAxe() {
    // An open menu stands beside the landmarks, as ARIA has it.
    const region = { enabled: document.querySelector('[role=menu]') === null };
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({
      resultTypes: ['violations'],
      rules: { region },
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(' ', '-')}.png`) });
}

/**
 * Runs in the page. The theme is painted a frame after it is asked for, and what moves from then on is brought to its end.
 * What moves without end, as a bar that shows progress, is let be.
 */
async function comeToRest(): Promise<void> {
  // Chromium leaves some elements in the colours of the theme before; what is inherited by all has all of them looked at.
  document.documentElement.style.setProperty('--looked-at', String(performance.now()));
  const frame = (): Promise<number> => new Promise((painted) => requestAnimationFrame(painted));
  for (;;) {
    for (let frames = 0; frames < 3; frames += 1) await frame();
    const ending = document
      .getAnimations()
      .filter(({ effect, playState }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity);
    if (ending.length === 0) return;
    for (const each of ending) each.finish();
  }
}

/** Runs in the page. */
function looks(): { beyondTheEdge: number; outOfSight: string[]; tooSmall: string[]; ofTheMachine: string[] } {
  const pressed =
    'button, a[href], input:not([type=hidden]), select, textarea, [role=button], [role=menuitem], [role=tab]';
  const isInText = (element: Element): boolean =>
    element.matches('a') && getComputedStyle(element).display === 'inline' && element.closest('p, li, td, dd') !== null;
  const tooSmall = [...document.querySelectorAll<HTMLElement>(pressed)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !isInText(element))
    // A field or a box is pressed with everything that is drawn as one with it.
    .map((element) => element.closest<HTMLElement>('label, mat-form-field, mat-checkbox, .mdc-checkbox') ?? element)
    .filter((element) => element.offsetWidth > 1 && (element.offsetHeight < 44 || element.offsetWidth < 44))
    .map((element) => element.outerHTML.slice(0, 120));
  const { scrollWidth, clientWidth } = document.documentElement;
  /** Whether one can scroll to it sideways, as along a row of tabs, or it is drawn on a canvas that is moved. */
  const canBeReached = (element: Element): boolean =>
    element.closest('svg, .mat-mdc-tab-header, [data-scrolls]') !== null ||
    [...ancestors(element)].some((each) => ['auto', 'scroll'].includes(getComputedStyle(each).overflowX));
  function* ancestors(element: Element): Generator<Element> {
    for (let each = element.parentElement; each; each = each.parentElement) yield each;
  }
  const outOfSight = [...document.querySelectorAll<HTMLElement>(`${pressed}, h1, h2, h3, p, label`)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.offsetWidth > 1)
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -1 || right > clientWidth + 1) && !canBeReached(element);
    })
    .map((element) => element.outerHTML.slice(0, 120));
  return {
    beyondTheEdge: Math.max(0, scrollWidth - clientWidth),
    outOfSight,
    tooSmall,
    ofTheMachine: document.body.innerText.match(/undefined|\[object Object\]|NaN|[0-9a-f]{8}-[0-9a-f]{4}-/g) ?? [],
  };
}
