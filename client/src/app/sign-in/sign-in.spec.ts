import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { beforeEach, expect, test } from '@jest/globals';
import { Session } from '#client/data/session';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { routes } from './routes.ts';

@Component({ selector: 'app-elsewhere', template: 'elsewhere' })
class Elsewhere {}

const me = { personId: 'a', role: 'editor', name: 'Ada', email: 'ada@example.org', hasPassword: true };
const open = (at: string) =>
  showPage(
    [
      { path: 'sign-in', children: routes },
      { path: '**', component: Elsewhere },
    ],
    { at },
  );
const until = async (page: HTMLElement, text: string): Promise<void> => {
  while (!page.textContent.includes(text)) await new Promise((resolve) => requestAnimationFrame(resolve));
};
const type = (page: HTMLElement, autocomplete: string, value: string): void => {
  const input = page.querySelector<HTMLInputElement>(`[autocomplete="${autocomplete}"]`);
  if (!input) throw new Error(`The page has no field for ${autocomplete}.`);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};
const submit = (page: HTMLElement): unknown =>
  page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));

beforeEach(() => {
  localStorage.clear();
  location.hash = '';
});

test('e-mail and password lead to where the person wanted to go, and the person stays known', async () => {
  const { asked } = serverAnswers({ 'POST /api/sign-in': { body: me } });
  const page = await open('/sign-in?next=%2Fcampaigns%2F7');
  type(page, 'username', 'ada@example.org');
  type(page, 'current-password', 'correct horse');
  submit(page);
  await until(page, 'elsewhere');
  expect(TestBed.inject(Router).url).toBe('/campaigns/7');
  expect(asked).toEqual([{ door: 'POST /api/sign-in', body: { email: 'ada@example.org', password: 'correct horse' } }]);
  expect(JSON.parse(localStorage.getItem('ai-flows.person') ?? '')).toEqual(me);
});

test('an address of another site is no place to go on to', async () => {
  serverAnswers({ 'POST /api/sign-in': { body: me } });
  const page = await open('/sign-in?next=%2F%2Fevil.example');
  type(page, 'username', 'ada@example.org');
  type(page, 'current-password', 'x');
  submit(page);
  await until(page, 'elsewhere');
  expect(TestBed.inject(Router).url).toBe('/');
});

test.each([
  [{ status: 401 }, 'do not fit together'],
  [{ status: 429 }, 'Wait a quarter of an hour'],
  [{ status: 503 }, 'cannot be reached'],
  [null, 'cannot be reached'],
])('an answer of %j is put in words', async (answer, words) => {
  serverAnswers({ 'POST /api/sign-in': answer });
  const page = await open('/sign-in');
  type(page, 'username', 'ada@example.org');
  type(page, 'current-password', 'wrong');
  submit(page);
  await until(page, words);
});

test('a form that is not filled in asks nothing', async () => {
  const { asked } = serverAnswers({});
  const page = await open('/sign-in');
  submit(page);
  await until(page, 'Fill in every field');
  expect(asked).toEqual([]);
});

test('a link signs in, leaves the address, and offers a first password', async () => {
  location.hash = '#token=p.secret';
  const { asked } = serverAnswers({ 'POST /api/sign-in/link': { body: { ...me, hasPassword: false } } });
  const page = await open('/sign-in');
  await until(page, 'Choose a password');
  expect([location.hash, asked[0]?.body]).toEqual(['', { token: 'p.secret' }]);
  expect(TestBed.inject(Session).standing()).toBe('signedIn');
});

test('a spent link leaves the other ways open', async () => {
  location.hash = '#token=p.spent';
  serverAnswers({ 'POST /api/sign-in/link': { status: 422 } });
  const page = await open('/sign-in');
  await until(page, 'This link was used already');
  expect(page.querySelector('[autocomplete="current-password"]')).not.toBeNull();
});

test('a password that the server does not take is told as that, not as a server that is away', async () => {
  location.hash = '#token=p.secret';
  const problem = { code: 'Invalid', detail: 'It is too long.', details: [{ field: 'password' }] };
  serverAnswers({
    'POST /api/sign-in/link': { body: { ...me, hasPassword: false } },
    'POST /api/me/password': { status: 400, body: problem },
  });
  const page = await open('/sign-in');
  await until(page, 'Choose a password');
  type(page, 'new-password', 'x'.repeat(2_000));
  submit(page);
  await until(page, 'cannot be taken as it was entered: the password');
});
