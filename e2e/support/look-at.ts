import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
];

/**
 * Looks at a page as it stands on every size and in both themes: axe finds nothing, nothing reaches beyond the edge, what
 * is pressed is at least 44 px high and wide, and nothing of the machine shows through. With SCREENSHOTS=folder each is kept.
 */
export async function lookAt(page: Page, name: string): Promise<void> {
  for (const size of sizes)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null))));
      await keep(page, `${name} ${size.width}x${size.height} ${colorScheme}`);
      // An open menu stands beside the landmarks, as ARIA has it.
      const menuIsOpen = (await page.locator('[role=menu]').count()) > 0;
      const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(menuIsOpen ? ['region'] : []);
      const { violations } = await axe.analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect({ page: name, ...size, colorScheme, found, ...(await page.evaluate(looks)) }).toEqual({
        ...{ page: name, ...size, colorScheme },
        ...{ found: [], beyondTheEdge: 0, tooSmall: [], ofTheMachine: [] },
      });
    }
}

async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(' ', '-')}.png`) });
}

/** Runs in the page. */
function looks(): { beyondTheEdge: number; tooSmall: string[]; ofTheMachine: string[] } {
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
  return {
    beyondTheEdge: Math.max(0, scrollWidth - clientWidth),
    tooSmall,
    ofTheMachine: document.body.innerText.match(/undefined|\[object Object\]|NaN|[0-9a-f]{8}-[0-9a-f]{4}-/g) ?? [],
  };
}
