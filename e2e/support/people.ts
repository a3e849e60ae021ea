import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { limitPage } from './limited-page.ts';

export const productUrl = process.env.AI_FLOWS_URL ?? '';

/** The administrator's password in this installation. */
export const administrator = { email: 'admin@example.org', password: process.env.AI_FLOWS_PASSWORD ?? '' };

/** Signs a context in by the password that was set before the first journey. */
export async function signInAsAdministrator({ request }: BrowserContext): Promise<void> {
  const answer = await request.post(`${productUrl}/api/sign-in`, { data: administrator });
  if (!answer.ok()) throw new Error(`Signing in for a journey: ${answer.status()} ${await answer.text()}`);
}

/** A person of that role in a browser of their own, on the page at `path`. */
export async function openAs(
  browser: Browser,
  role: string,
  path = '/',
  { name = `The ${role}` }: { name?: string } = {},
): Promise<Page> {
  const context = await newContext(browser);
  await signInAsAdministrator(context);
  if (role !== 'admin') {
    const email = `${role}-${randomUUID()}@example.org`;
    const invited = await context.request.post(`${productUrl}/api/people/commands`, {
      data: { commandId: randomUUID(), type: 'InvitePerson', data: { email, name, role } },
    });
    const { token } = (await invited.json()) as { token: string };
    const entered = await context.request.post(`${productUrl}/api/sign-in/link`, { data: { token } });
    if (!entered.ok()) throw new Error(`Signing in as ${role}: ${entered.status()} ${await entered.text()}`);
  }
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** The server ends the sign-in of a page, which has not heard of it. */
export async function endSignIn(page: Page): Promise<void> {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const ended = await fetch(`${productUrl}/api/sign-out`, { method: 'POST', headers: { cookie } });
  if (!ended.ok) throw new Error(`Ending a sign-in for a journey: ${ended.status} ${await ended.text()}`);
}

/** The administrator, whose sign-in has ended, follows the state of the changes and signs in again. */
export async function signInAgain(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Sign in to sync/ }).click();
  await page.getByText('Your sign-in has ended').waitFor();
  await page.getByLabel('Password').fill(administrator.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** A browser nobody has used yet. */
export async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: productUrl,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
  });
  context.setDefaultTimeout(60_000);
  context.on('page', limitPage);
  return context;
}
