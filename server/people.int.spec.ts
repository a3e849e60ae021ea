import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { accepted } from '#testing/campaign';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
});
afterAll(() => product.close());

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const wanted = (role: string) => ({ tokenId: randomUUID(), name: 'Nightly export', role, expiresAt: inDays(30) });
const asProgram = async (path: string, token: string, body?: object): Promise<[number, string]> => {
  const response = await fetch(`${product.url}${path}`, {
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  return [response.status, await response.text()];
};

describe('an API token', () => {
  test('opens what its role may, shown once and kept as a hash, until it is revoked', async () => {
    const asked = wanted('analyst');
    const { body } = await accepted(admin.post('/api/me/tokens', asked));
    const token = String(body.token);
    expect((await asProgram('/api/reports/channels', token))[0]).toBe(200);
    expect((await asProgram('/api/campaigns', token))[0]).toBe(403);
    expect(JSON.parse((await asProgram('/api/me', token))[1])).toMatchObject({ permissions: ['readReports'] });
    const { rows } = await product.db.pool.query('select * from auth.token, es.event');
    expect(JSON.stringify(rows).includes(token)).toBe(false);
    const { body: listed } = await admin.get('/api/me/tokens');
    expect(listed.tokens).toEqual([asked]);
    expect((await admin.post('/api/me/tokens', asked)).body.code).toBe('TokenExists');
    await accepted(admin.post(`/api/me/tokens/${asked.tokenId}/revoke`, {}));
    expect((await asProgram('/api/reports/channels', token))[0]).toBe(401);
    expect((await admin.get('/api/me/tokens')).body.tokens).toEqual([]);
  });
  test('that there is not, or not any more, is not revoked', async () => {
    const { tokenId } = wanted('analyst');
    const { personId } = (await admin.get('/api/me')).body;
    for (const path of [
      `/api/me/tokens/${tokenId}/revoke`,
      `/api/people/${String(personId)}/tokens/${tokenId}/revoke`,
    ]) {
      const answer = await admin.post(path, {});
      expect([answer.status, answer.body.detail]).toEqual([404, expect.stringContaining(tokenId)]);
    }
  });
  test('may no more than its person, also when that person may less from then on', async () => {
    const editor = await product.as('editor');
    expect((await editor.post('/api/me/tokens', wanted('admin'))).body.code).toBe('TokenRoleIsTooHigh');
    const token = String((await accepted(editor.post('/api/me/tokens', wanted('editor')))).body.token);
    expect((await asProgram('/api/campaigns', token))[0]).toBe(200);
    const { personId } = (await editor.get('/api/me')).body as { personId: string };
    await accepted(admin.command(`/api/people/${personId}/commands`, 'ChangeRole', { role: 'analyst' }));
    expect((await asProgram('/api/campaigns', token))[0]).toBe(403);
    await accepted(admin.command(`/api/people/${personId}/commands`, 'RevokePerson'));
    expect((await asProgram('/api/reports/channels', token))[0]).toBe(401);
  });
  test('makes no other token and no password', async () => {
    const token = String((await accepted(admin.post('/api/me/tokens', wanted('admin')))).body.token);
    for (const [path, body] of [
      ['/api/me/tokens', wanted('admin')],
      ['/api/me/password', { password: 'a long enough one' }],
    ] as const) {
      const [status, text] = await asProgram(path, token, body);
      expect([path, status, (JSON.parse(text) as { code: string }).code]).toEqual([path, 422, 'SessionIsNeeded']);
    }
  });
  test('that was never made opens nothing', async () => {
    expect((await asProgram('/api/me', 'aft_0123456789012345678901234567890123456789012'))[0]).toBe(401);
  });
});

describe('people', () => {
  test('are listed with name and role, page by page, for administrators', async () => {
    const invited = await accepted(
      admin.command('/api/people/commands', 'InvitePerson', { email: 'zoe@example.org', name: 'Zoe', role: 'auditor' }),
    );
    expect([typeof invited.body.token, typeof invited.body.code]).toEqual(['string', 'string']);
    await product.caughtUp();
    const found: unknown[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { body } = await admin.get(`/api/people?limit=2&after=${after}`);
      found.push(...(body.people as unknown[]));
      after = body.next as string | null;
    }
    expect(found).toContainEqual(expect.objectContaining({ name: 'Zoe', email: 'zoe@example.org', role: 'auditor' }));
    expect((await (await product.as('editor')).get('/api/people')).status).toBe(403);
  });
  test('change neither their own role nor revoke themselves', async () => {
    const { personId } = (await admin.get('/api/me')).body as { personId: string };
    const answer = await admin.command(`/api/people/${personId}/commands`, 'ChangeRole', { role: 'editor' });
    expect(answer.body.code).toBe('PersonIsYourself');
  });
  test('are given another link by an administrator, and sign in with it or its code', async () => {
    const email = 'another@example.org';
    const person = { email, name: 'Another', role: 'editor' };
    await accepted(admin.command('/api/people/commands', 'InvitePerson', person));
    const personId = product.app.signIn.personIdOf(email);
    const { body } = await accepted(admin.command(`/api/people/${personId}/commands`, 'IssueSignInLink'));
    const signedIn = await accepted(product.nobody.post('/api/sign-in/code', { email, code: body.code }));
    expect(signedIn.body).toMatchObject({ name: 'Another', permissions: expect.arrayContaining(['editFlows']) });
  });
});

describe('a password', () => {
  const signIn = (email: string, password: string): Promise<Response> =>
    fetch(`${product.url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
  const change = (cookie: string, body: object): Promise<Response> =>
    fetch(`${product.url}/api/me/password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  test('is changed with the current one, and ends the other sign-ins', async () => {
    const email = 'changes@example.org';
    await product.app.signIn.invite({ email, name: 'Changes', role: 'editor', by: 'system:test' });
    await product.app.signIn.setPassword(product.app.signIn.personIdOf(email), 'correct horse battery');
    const cookies = await Promise.all(
      [1, 2].map(async () => (await signIn(email, 'correct horse battery')).headers.getSetCookie()[0] ?? ''),
    );
    const [here = '', there = ''] = cookies;
    const next = { password: 'an even better one' };
    expect((await change(here, next)).status).toBe(422);
    expect((await change(here, { ...next, current: 'guess' })).status).toBe(422);
    expect((await change(here, { ...next, current: 'correct horse battery' })).status).toBe(200);
    const me = async (cookie: string) => (await fetch(`${product.url}/api/me`, { headers: { cookie } })).status;
    expect([await me(here), await me(there)]).toEqual([200, 401]);
    expect([
      (await signIn(email, 'correct horse battery')).status,
      (await signIn(email, next.password)).status,
    ]).toEqual([401, 200]);
  });
});
