import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

type Point = { readonly x: number; readonly y: number };

/** The flow builder as a person handles it. */
export type FlowBuilderPage = ReturnType<typeof flowBuilderPage>;

export function flowBuilderPage(page: Page) {
  const side = page.locator('.side');
  const step = (title: string): Locator =>
    page.locator('g.step').filter({ has: page.locator('.title', { hasText: new RegExp(`^${title}$`) }) });
  const middleOf = async (place: Locator): Promise<Point> => {
    const box = await place.boundingBox();
    if (!box) throw new Error(`Nothing is seen of ${String(place)}.`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  const stateIs = (words: string | RegExp): Promise<void> =>
    page.getByRole('status', { name: 'State of your changes' }).getByText(words).waitFor();

  return {
    page,
    side,
    step,
    middleOf,
    canvas: page.getByRole('application'),
    open: async (campaignId: string): Promise<void> => {
      await page.goto(`/campaigns/${campaignId}/flow`);
      await page.getByText('An empty flow').waitFor();
    },
    /** Opens a flow in which there is something already. */
    openDrawn: async (campaignId: string): Promise<void> => {
      await page.goto(`/campaigns/${campaignId}/flow`);
      await page.locator('g.step').first().waitFor();
    },
    /** The step on which these words are written; opened at the side. */
    openStepSaying: async (text: string): Promise<void> => {
      const at = await middleOf(page.locator('g.step').filter({ hasText: text }).locator('.body'));
      await page.mouse.click(at.x, at.y - 10);
      await side.locator('h2').waitFor();
    },
    said: (text: string): Promise<void> => page.locator('.said').getByText(text).waitFor(),
    /** A place of the canvas, in shares of what is seen of it. */
    placeAt: async (x: number, y: number): Promise<Point> => {
      const box = await page.locator('.surface').boundingBox();
      if (!box) throw new Error('The canvas is not seen.');
      return { x: box.x + box.width * x, y: box.y + box.height * y };
    },
    palette: (type: string): Locator => page.locator(`app-step-palette [data-type=${type}]`),
    /** The head of a step, where it is taken. */
    head: async (title: string): Promise<Point> => {
      const box = await step(title).locator('.body').boundingBox();
      if (!box) throw new Error(`There is no step ${title} to be seen.`);
      const { width } = page.viewportSize() ?? { width: 0 };
      expect(box.x).toBeLessThan(width);
      return { x: box.x + box.width / 3, y: box.y + Math.min(20, box.height / 4) };
    },
    port: (title: string, label: string): Promise<Point> =>
      middleOf(
        step(title)
          .locator('g.port')
          .filter({ hasText: label === '' ? /^$/ : label })
          .locator('.dot'),
      ),
    /** Waits until everything that was done here has come to the server. */
    everythingIsOnTheServer: (): Promise<void> => stateIs('All changes on the server'),
    /** Waits until the state of the changes is said like that. */
    stateIs,
    closeSide: (): Promise<void> => side.getByRole('button', { name: 'Close' }).click(),
  };
}

/** Fills in what only a person can know of the sample flow's steps, in the panel that is open. */
export async function configure(builder: FlowBuilderPage, kind: string): Promise<void> {
  const { side } = builder;
  switch (kind) {
    case 'Send template':
      await side.getByLabel('Template').selectOption({ label: 'appointment_reminder (en)' });
      await side.getByLabel('Placeholder 1').fill('Ana');
      await side.getByLabel('Placeholder 2').fill('Monday');
      await side.getByLabel('Placeholder 2').blur();
      return;
    case 'Branch on response':
      await side.getByLabel('Label').fill('Yes');
      await side.getByLabel('Keywords').fill('yes\nof course');
      await side.getByLabel('Keywords').blur();
      return;
    case 'Send message':
      await side.getByLabel('Message').fill('Thank you. See you on Monday.');
      await side.getByLabel('Message').blur();
      return;
  }
}
