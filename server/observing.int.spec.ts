import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { activeCampaign, ended, start } from '#testing/campaign';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;
const lines: string[] = [];
const logged = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

const contacts = [
  ['Ximena Quilapán', '+56961110005'],
  ['Teodoro Huenchul', '+56961110006'],
  ['Marcelina Lefiqueo', '+56961110007'],
] as const;
const email = 'guillermina@example.org';
const secrets: string[] = ['correct horse battery', email, 'Guillermina'];

/** A run is played, people sign in well and badly, and what is asked holds whatever may not be logged. */
beforeAll(async () => {
  product = await startTestProduct({ log: { write: (line: string) => lines.push(line) } });
  admin = await product.as('admin');
  await product.app.signIn.invite({ email, name: 'Guillermina', role: 'editor', by: 'system:test' });
  await product.app.signIn.setPassword(product.app.signIn.personIdOf(email), 'correct horse battery');
  const { token = '', code = '' } = await product.app.signIn.issueLink(email, 5);
  secrets.push(token);
  await product.nobody.post('/api/sign-in', { email, password: 'correct horse battery' });
  await product.nobody.post('/api/sign-in', { email, password: 'correct horse battery!' });
  await product.nobody.post('/api/sign-in/link', { token });
  await product.nobody.post('/api/sign-in/code', { email, code });
  const csv = `name,phone\n${contacts.map((contact) => contact.join(',')).join('\n')}\nWrong,12\n`;
  const campaign = await activeCampaign(admin, csv);
  const executionId = await start(admin, campaign);
  await ended(admin, executionId);
  await admin.get(`/api/rows/${executionId}_0`);
  for (const [name, phone] of contacts) {
    await admin.command('/api/contacts/commands', 'SuppressContact', { phone });
    await admin.get(`/api/campaigns?after=${encodeURIComponent(phone)}&name=${encodeURIComponent(name)}`);
    await admin.get(`/api/${encodeURIComponent(phone)}`);
  }
  await fetch(`${product.url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"password":"${secrets[0] ?? ''}`,
  });
  await product.caughtUp();
});
afterAll(() => product.close());

describe('the log', () => {
  test('names every request by the pattern of its route', () => {
    const requests = logged().filter(({ route }) => route !== undefined);
    expect(requests.length).toBeGreaterThan(20);
    expect(requests).toContainEqual(
      expect.objectContaining({
        method: 'GET',
        route: '/api/rows/{rowId}',
        status: 200,
        requestId: expect.any(String),
      }),
    );
    expect(requests.some(({ route, status }) => route === 'none' && status === 404)).toBe(true);
    expect(requests.every(({ ms }) => typeof ms === 'number')).toBe(true);
  });
  test('holds no number, name, address, password, link or token, whatever was asked', () => {
    const whole = lines.join('\n');
    const personal = contacts.flatMap(([name, phone]) => [name, name.split(' ')[0] ?? '', phone, phone.slice(1)]);
    for (const secret of [...personal, ...secrets]) expect([secret, whole.includes(secret)]).toEqual([secret, false]);
    expect(whole).not.toMatch(/(?<![0-9a-f-])\+?\d{11}(?![0-9a-f-])|aiflows_session|[?&]after=/);
  });
});

describe('the figures', () => {
  const figures = async (): Promise<string> => (await product.nobody.get('/metrics')).text;
  test('say how long routes take, what was appended, asked of carriers and imported, and how far followers are', async () => {
    const text = await figures();
    expect(text).toMatch(/http_request_duration_seconds_count\{method="POST",route="\/api\/sign-in",status="401"\} 1/);
    expect(text).toMatch(/aiflows_events_appended_total [1-9]/);
    expect(text).toMatch(
      /aiflows_carrier_call_duration_seconds_count\{provider="sandbox",asked="send",answer="accepted"\} [1-9]/,
    );
    expect(text).toMatch(/aiflows_import_rows\{verdict="accepted"\} 3/);
    expect(text).toMatch(/aiflows_import_rows\{verdict="rejected"\} 1/);
    expect(text).toMatch(/aiflows_follower_lag_events\{follower="executions"\} 0/);
    expect(text).toMatch(/aiflows_sockets 0/);
  });
  test('hold nothing of a person', async () => {
    const text = await figures();
    for (const secret of [...contacts.flat(), ...secrets])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
  });
  test('are told to the machine itself, and from elsewhere to whoever may read reports', async () => {
    const from = (headers: Record<string, string>) => fetch(`${product.url}/metrics`, { headers });
    expect((await from({})).status).toBe(200);
    expect((await from({ 'x-forwarded-for': '203.0.113.7' })).status).toBe(401);
    const cookie = await product.cookie('analyst');
    expect((await from({ 'x-forwarded-for': '203.0.113.7', cookie })).status).toBe(200);
  });
});
