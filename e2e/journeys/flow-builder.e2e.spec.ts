import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { configure, flowBuilderPage, type FlowBuilderPage } from '#e2e/pages/flow-builder-page';
import { createEmptyFlow, documentOnServer, waysIn } from '#e2e/support/an-empty-flow';
import { openChromium } from '#e2e/support/chromium';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';
import { within } from '#e2e/support/within';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

/** Where each step of the sample flow is put, in shares of the canvas. */
const sample = [
  ['Start', 'Start', 0.05, 0.2],
  ['SendTemplate', 'Send template', 0.35, 0.2],
  ['WaitForResponse', 'Wait for response', 0.65, 0.2],
  ['ResponseBranch', 'Branch on response', 0.05, 0.6],
  ['SendMessage', 'Send message', 0.35, 0.6],
  ['End', 'End', 0.65, 0.6],
] as const;

const ways = [
  ['Start', '', 'Send template'],
  ['Send template', 'Sent', 'Wait for response'],
  ['Wait for response', 'Replied', 'Branch on response'],
  ['Wait for response', 'No reply in time', 'End'],
  ['Branch on response', 'Yes', 'Send message'],
  ['Branch on response', 'Anything else', 'End'],
  ['Send message', 'Sent', 'End'],
] as const;

const drawn = [
  'ResponseBranch branch SendMessage',
  'ResponseBranch default End',
  'SendMessage sent End',
  'SendTemplate sent WaitForResponse',
  'Start next SendTemplate',
  'WaitForResponse replied ResponseBranch',
  'WaitForResponse timeout End',
];

const asked = ['Send template', 'Branch on response', 'Send message'];

async function opened(name: string): Promise<FlowBuilderPage & { flowId: string }> {
  const page = await openAs(browser, 'editor');
  await page.setViewportSize({ width: 1280, height: 800 });
  const { campaignId, flowId } = await createEmptyFlow(page.context().request);
  const builder = flowBuilderPage(page);
  await builder.open(campaignId);
  page.on('pageerror', (fault) => expect({ name, fault: fault.message }).toBeNull());
  return { ...builder, flowId };
}

async function expectSampleOnServer({
  page,
  flowId,
  everythingIsOnTheServer,
}: FlowBuilderPage & { flowId: string }): Promise<void> {
  await page.getByRole('button', { name: 'Problems: 0 to fix' }).waitFor();
  await everythingIsOnTheServer();
  expect(waysIn(await documentOnServer(page.context().request, flowId))).toEqual(drawn);
}

describe('The sample flow is built', () => {
  test('with a mouse', async () => {
    const builder = await opened('mouse');
    const { page } = builder;
    const { mouse } = page;
    const drag = async (from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> => {
      await mouse.move(from.x, from.y);
      await mouse.down();
      await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
      await mouse.move(to.x, to.y, { steps: 3 });
      await mouse.up();
    };
    // Seen from farther away everything has its place.
    for (let i = 0; i < 3; i += 1) await page.getByRole('button', { name: 'Zoom out' }).click();
    for (const [type, kind, x, y] of sample) {
      await builder.palette(type).scrollIntoViewIfNeeded();
      await drag(await builder.middleOf(builder.palette(type)), await builder.placeAt(x + 0.1, y));
      await builder.step(kind).waitFor();
      if (asked.includes(kind)) await configure(builder, kind);
      await builder.closeSide();
    }
    await page.getByRole('button', { name: 'Show the whole flow' }).click();
    for (const [from, port, to] of ways) {
      await drag(await builder.port(from, port), await builder.head(to));
      await builder.said(`${from} now leads to ${to}.`);
    }
    await expectSampleOnServer(builder);
    await lookAt(page, 'flow-builder');
  }, 400_000);

  test('with a finger, by taps alone; and a finger moves a step, and two zoom', async () => {
    const builder = await opened('finger');
    const { page } = builder;
    const touch = await touching(page);
    for (let i = 0; i < 3; i += 1) await page.getByRole('button', { name: 'Zoom out' }).click();
    for (const [type, kind, x, y] of sample) {
      await builder.palette(type).click();
      const at = await builder.placeAt(x + 0.1, y);
      await touch.tap(at);
      await builder.step(kind).waitFor();
      if (asked.includes(kind)) await configure(builder, kind);
      await builder.closeSide();
    }
    await page.getByRole('button', { name: 'Show the whole flow' }).click();
    for (const [from, port, to] of ways) {
      await touch.tap(await builder.port(from, port));
      await page.getByText('Tap the step to which').waitFor();
      await touch.tap(await builder.head(to));
      await builder.said(`${from} now leads to ${to}.`);
    }
    await expectSampleOnServer(builder);
    const [before, other] = [await builder.head('Send message'), await builder.head('Start')];
    await touch.drag(before, { x: before.x + 60, y: before.y + 90 });
    await page.waitForFunction(
      ([title, y]) =>
        [...document.querySelectorAll('g.step')].some(
          (step) => step.querySelector('.title')?.textContent === title && step.getBoundingClientRect().top > y,
        ),
      ['Send message', before.y + 40] as const,
    );
    expect(await builder.head('Start')).toEqual(other);
    const zoom = page.locator('.zoom');
    const shown = await zoom.innerText();
    await touch.spread(await builder.placeAt(0.5, 0.9), 40, 90);
    await page.waitForFunction(([text]) => document.querySelector('.zoom')?.textContent !== text, [shown] as const);
  }, 300_000);

  test('with a keyboard alone', async () => {
    const builder = await opened('keyboard');
    const { page } = builder;
    const { keyboard } = page;
    await tabTo(page, '.surface');
    await keyboard.press('n');
    await page.getByRole('heading', { name: 'Outline' }).waitFor();
    for (const [, kind] of sample) {
      await tabTo(page, '#outline-add');
      await keyboard.type(kind);
      await keyboard.press('Tab');
      await keyboard.press('Enter');
      await page.locator('.outline strong', { hasText: new RegExp(`^${kind}$`) }).waitFor();
    }
    for (const kind of asked) {
      await tabTo(page, '.outline button.line', kind);
      await keyboard.press('Enter');
      await page.locator('.side h2', { hasText: kind }).waitFor();
      await byKeys(page, kind);
      await keyboard.press('Escape');
      await keyboard.press('o');
      await page.getByRole('heading', { name: 'Outline' }).waitFor();
    }
    for (const [from, port, to] of ways) {
      await tabTo(page, `.outline select[aria-label="Where “${port === '' ? 'Next' : port}” of ${from} leads"]`);
      await chooseByKey(page, to);
      await builder.said(`${from} now leads to ${to}.`);
    }
    await expectSampleOnServer(builder);
    await keyboard.press('Escape');
    await keyboard.press('Control+a');
    await keyboard.press('Delete');
    await builder.said('6 steps were deleted.');
    await keyboard.press('Control+z');
    await builder.said('Undone.');
    await expectSampleOnServer(builder);
  }, 300_000);
});

test('edits and their undo outlive a reload', async () => {
  const builder = await opened('reload');
  const { page } = builder;
  await page.getByRole('button', { name: 'Add a Start step' }).click();
  await builder.step('Start').waitFor();
  await builder.everythingIsOnTheServer();
  await page.reload();
  await builder.step('Start').waitFor();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await page.getByText('An empty flow').waitFor();
  await page.getByRole('button', { name: 'Redo' }).click();
  await builder.step('Start').waitFor();
});

test('more text than fits is refused whole, and pasted HTML is plain text', async () => {
  const builder = await opened('text');
  const { page, side } = builder;
  await builder.palette('SendMessage').click();
  const at = await builder.placeAt(0.4, 0.4);
  await page.mouse.click(at.x, at.y);
  const message = side.getByLabel('Message');
  await message.fill('<b onclick="alert(1)">Hello</b>');
  await message.fill('x'.repeat(100_000));
  await side.getByText('That text has 100,000 characters; at most 1,600 fit here.').waitFor();
  expect(await message.inputValue()).toBe('<b onclick="alert(1)">Hello</b>');
  expect(await side.getByText(/^31 of 1,?600$/).isVisible()).toBe(true);
  await message.blur();
  await page.locator('g.step .summary', { hasText: '<b onclick' }).waitFor();
});

test('a file that is no flow is refused with a sentence, and one that is becomes the flow', async () => {
  const builder = await opened('file');
  const { page } = builder;
  const choose = async (text: string): Promise<void> => {
    await page.getByRole('button', { name: 'More commands' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('menuitem', { name: 'Import a flow from a file' }).click();
    await (await chooser).setFiles({ name: 'flow.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  };
  const file = (steps: readonly object[], version = 1): string =>
    JSON.stringify({ kind: 'ai-flows/flow', version, name: 'From a file', steps, connections: [], meta: {} });
  const step = (id: string): object => ({ id, type: 'End', x: 0, y: 0, config: { outcome: 'Done' } });
  await choose('not a flow');
  await builder.said('The file is not a flow: it holds no JSON.');
  await choose(file([], 7));
  await builder.said('The file was made by a newer version (form 7; this one reads up to 1).');
  await choose(file(Array.from({ length: 5_000 }, (_, i) => step(`s${i}`))));
  await builder.said('The file has 5000 steps; a flow has at most 500.');
  await choose(file([step('a')]));
  await builder.said('The file was read. Steps: 1.');
  await builder.step('End').waitFor();
});

test('who may not edit sees everything and changes nothing', async () => {
  const editor = await openAs(browser, 'editor');
  const { campaignId } = await createEmptyFlow(editor.context().request);
  const made = flowBuilderPage(editor);
  await made.open(campaignId);
  await editor.getByRole('button', { name: 'Add a Start step' }).click();
  await made.everythingIsOnTheServer();
  const page = await openAs(browser, 'operator', `/campaigns/${campaignId}/flow`);
  const builder = flowBuilderPage(page);
  await page.getByText('your role does not edit it').waitFor();
  expect(await page.locator('app-step-palette').count()).toBe(0);
  const at = await builder.head('Start');
  await page.mouse.click(at.x, at.y);
  await page.locator('.side h2', { hasText: 'Start' }).waitFor();
  expect(await builder.side.getByRole('button', { name: 'Delete' }).count()).toBe(0);
  expect(await builder.side.getByLabel('Name of the step').getAttribute('readonly')).not.toBeNull();
});

/** Presses Tab until the focus is there; `text`: on the one that holds these words. */
async function tabTo(page: Page, selector: string, text = ''): Promise<void> {
  for (let i = 0; i < 150; i += 1) {
    const there = await page.evaluate(
      ([wanted, words]) => {
        const { activeElement } = document;
        return activeElement?.matches(wanted) === true && activeElement.textContent.includes(words);
      },
      [selector, text] as const,
    );
    if (there) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key never came to ${selector} ${text}.`);
}

/** Chooses in the focused list as a person types: the letters of its name. */
async function chooseByKey(page: Page, name: string): Promise<void> {
  const options = await page.evaluate(() =>
    [...((document.activeElement as HTMLSelectElement | null)?.options ?? [])].map(({ label, value }) => ({
      label,
      value,
    })),
  );
  const wanted = options.findIndex(
    ({ label, value }) =>
      label === name &&
      (value.startsWith('=') || !options.some((other) => other.label === name && other.value.startsWith('='))),
  );
  if (wanted < 0)
    throw new Error(`There is no ${name} to choose among ${options.map(({ label }) => label).join(', ')}.`);
  await page.keyboard.press('Alt+ArrowDown');
  for (let i = 0; i < wanted; i += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

async function byKeys(page: Page, kind: string): Promise<void> {
  const { keyboard } = page;
  const write = async (selector: string, text: string): Promise<void> => {
    await tabTo(page, selector);
    await keyboard.press('Control+a');
    await keyboard.type(text);
  };
  if (kind === 'Send template') {
    await tabTo(page, '#setting-templateId');
    // One letter: between several a busy machine may pause, and the list would begin to look anew.
    await keyboard.press('a');
    await write('#setting-variables-0', 'Ana');
    await write('#setting-variables-1', 'Monday');
  } else if (kind === 'Send message') await write('#setting-text', 'Thank you. See you on Monday.');
  else {
    await write('#setting-branches-label-0', 'Yes');
    await write('#setting-branches-keywords-0', 'yes');
  }
  await keyboard.press('Tab');
}

/** Fingers on the screen, as the browser's own touch input. */
async function touching(page: Page) {
  const session = await page.context().newCDPSession(page);
  type Points = readonly { readonly x: number; readonly y: number }[];
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: Points): Promise<unknown> =>
    within(
      60,
      `the screen to take a ${type}`,
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((point, id) => ({ ...point, id })) }),
    );
  return {
    tap: async (at: Points[number]): Promise<void> => {
      await send('touchStart', [at]);
      await send('touchEnd', []);
    },
    drag: async (from: Points[number], to: Points[number]): Promise<void> => {
      await send('touchStart', [from]);
      for (const share of [0.25, 0.5, 0.75, 1])
        await send('touchMove', [{ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }]);
      await send('touchEnd', []);
    },
    /** Two fingers around a place, from so far apart to so far. */
    spread: async ({ x, y }: Points[number], from: number, to: number): Promise<void> => {
      const apart = (by: number): Points => [
        { x: x - by, y },
        { x: x + by, y },
      ];
      await send('touchStart', apart(from));
      for (const share of [0.5, 1]) await send('touchMove', apart(from + (to - from) * share));
      await send('touchEnd', []);
    },
  };
}
