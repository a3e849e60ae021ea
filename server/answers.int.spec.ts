import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { sign } from '#server/carriers/sandbox/signature';
import { accepted, activeCampaign, ended, start } from '#testing/campaign';
import { checkedCaller } from '#testing/checked-caller';
import { sandboxSecret, startTestProduct, type TestProduct } from '#testing/product';

let product: TestProduct;
let checked: ReturnType<typeof checkedCaller>;

beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(() => product.close());

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** The product is used as people use it, through every door it has; what a door answers is held against what it declares. */
test('every door lets somebody in, and answers as it is declared', async () => {
  checked = checkedCaller(await product.as('admin'), product.app.doors);
  const { caller } = checked;
  const set = await activeCampaign(caller, 'name,phone\nAna,+56961110005\nBen,+56961110006\nWrong,12\n');
  const { campaignId, flowId, channelId, dataSetId } = set;
  const executionId = await start(caller, set, { batchSize: 1 });
  await ended(caller, executionId);
  await product.caughtUp();
  const of = (prefix: string, paths: readonly string[]): string[] => paths.map((path) => `${prefix}${path}`);
  const report = ['', '/voice', '/series?by=hour', '/rows', '/rows.csv', '/calls', '/steps.csv'];
  const suppressed = { phone: '+56961110005' };
  await caller.command('/api/contacts/commands', 'SuppressContact', suppressed);
  await product.caughtUp();
  const { rows } = (await caller.get(`/api/executions/${executionId}/rows`)).body as { rows: { contact_id: string }[] };
  for (const path of [
    ...['/healthz', '/readyz', '/metrics', '/api/openapi.json', '/api/docs', '/api/docs/open-docs.js', '/api/me'],
    ...['/api/campaigns', '/api/flows', '/api/channels', '/api/templates', '/api/agents', '/api/organisation'],
    ...[
      '/api/suppressions',
      '/api/people',
      '/api/people/names',
      '/api/installation',
      '/api/reports/channels',
      '/api/reports/campaigns',
    ],
    ...of(`/api/campaigns/${campaignId}`, ['', '/checklist', '/executions', '/data-sets', '/report', '/report/series']),
    ...of(`/api/campaigns/${campaignId}`, ['/report/rows.csv', `/dry-run?dataSetId=${dataSetId}`, '/history']),
    ...of(`/api/flows/${flowId}`, ['', '/events', `/findings?campaignId=${campaignId}`, '/diff', '/versions']),
    ...of(`/api/flows/${flowId}`, ['/versions/1', '/diff?from=1&to=1']),
    ...of(`/api/executions/${executionId}`, ['', '/decisions', ...of('/report', report)]),
    ...of(`/api/data-sets/${dataSetId}`, ['', '/sample', '/rejects', '/rejects.csv']),
    ...[`/api/rows/${executionId}_0`, `/api/reports/contacts/${rows[0]?.contact_id ?? ''}`],
  ])
    expect([path, (await caller.get(path)).status]).toEqual([path, 200]);
  // A run whose second batch is a day away is there to be stopped.
  await accepted(caller.command(`/api/campaigns/${campaignId}/commands`, 'ReopenCampaign'));
  const long = await start(caller, set, { batchSize: 1, delaySeconds: 86_400 });
  await accepted(caller.command(`/api/executions/${long}/commands`, 'StopExecution'));
  await ended(caller, long);
  await use(campaignId, channelId);
  expect(checked.differences).toEqual([]);
  const unwalked = product.app.doors.map(({ door }) => door.name).filter((name) => !checked.walked.has(name));
  expect(unwalked).toEqual([]);
});

/** What changes something. */
async function use(campaignId: string, channelId: string): Promise<void> {
  const { caller } = checked;
  const agentId = randomUUID();
  const agent = { name: 'Eva', phone: '+56961119999' };
  await accepted(caller.command(`/api/agents/${agentId}/commands`, 'AddAgent', agent));
  await product.caughtUp();
  await accepted(caller.get('/api/agents'));
  const defaults = { country: 'CL', timeZone: null, quietHours: null };
  await accepted(caller.command('/api/organisation/commands', 'SetOrganisationDefaults', defaults));
  const waiting = randomUUID();
  const upload = { commandId: randomUUID(), name: 'Later', fileName: 'later.csv', process: 'later' };
  await accepted(
    caller.upload(`/api/campaigns/${campaignId}/data-sets/${waiting}`, upload, 'name,phone\nZoe,+56961110007\n'),
  );
  await accepted(caller.get(`/api/campaigns/${campaignId}/data-sets`));
  await accepted(caller.get(`/api/data-sets/${waiting}/preview`));
  await accepted(caller.command(`/api/data-sets/${waiting}/commands`, 'ProcessUpload'));
  const other = { commandId: randomUUID(), campaignId: randomUUID(), flowId: randomUUID(), name: 'Again' };
  await accepted(caller.post(`/api/campaigns/${campaignId}/duplicate`, other));
  await accepted(caller.post(`/api/campaigns/${campaignId}/duplicate`, other));
  await product.caughtUp();
  const { body: copy } = await caller.get(`/api/campaigns/${other.campaignId}`);
  expect(copy).toMatchObject({ name: 'Again', status: 'draft', channel_ids: [channelId], starts_at: null });
  const drawn = (await caller.get(`/api/flows/${other.flowId}`)).body as { document: { steps: object } };
  expect(Object.keys(drawn.document.steps)).toContain('start');
  await accepted(caller.command(`/api/campaigns/${other.campaignId}/commands`, 'ArchiveCampaign'));
  await accepted(caller.command(`/api/campaigns/${other.campaignId}/commands`, 'UnarchiveCampaign'));
  await people();
}

async function people(): Promise<void> {
  const { caller } = checked;
  const email = 'zoe@example.org';
  await accepted(caller.command('/api/people/commands', 'InvitePerson', { email, name: 'Zoe', role: 'editor' }));
  const person = `/api/people/${product.app.signIn.personIdOf(email)}`;
  const { body: link } = await accepted(caller.command(`${person}/commands`, 'IssueSignInLink'));
  const token = { tokenId: randomUUID(), name: 'Export', role: 'editor', expiresAt: inDays(3) };
  for (const path of [person, '/api/me']) {
    await accepted(caller.post(`${path}/tokens`, token));
    await accepted(caller.get(`${path}/tokens`));
    await accepted(caller.post(`${path}/tokens/${token.tokenId}/revoke`, {}));
  }
  await accepted(caller.post('/api/me/password', { password: 'correct horse battery' }));
  await accepted(caller.post('/api/sign-in/link', { token: link.token }));
  const { body: another } = await accepted(caller.command(`${person}/commands`, 'IssueSignInLink'));
  await accepted(caller.post('/api/sign-in/code', { email, code: another.code }));
  await product.app.signIn.setPassword(product.app.signIn.personIdOf(email), 'battery horse correct');
  await accepted(caller.post('/api/sign-in', { email, password: 'battery horse correct' }));
  await accepted(caller.post('/api/sign-in', { email, password: 'wrong' })).catch(() => undefined);
  const callback = JSON.stringify({
    ...{ kind: 'status', provider: 'sandbox', attemptId: `${randomUUID()}_0.1`, providerId: 'SM1' },
    ...{ status: 'delivered', errorCode: null, to: '+56961234567', raw: {} },
  });
  const signed = checkedCaller(
    {
      ...caller,
      post: async (path) => {
        const headers = { 'x-sandbox-signature': sign(sandboxSecret, callback, Date.now()) };
        const response = await fetch(`${product.url}${path}`, { method: 'POST', headers, body: callback });
        return { status: response.status, body: {}, text: '', headers: response.headers };
      },
    },
    product.app.doors,
  );
  await signed.caller.post('/hooks/sandbox', null);
  for (const name of signed.walked) (checked.walked as Set<string>).add(name);
  expect((await caller.post('/api/sign-out', {})).status).toBe(204);
}

test.each([
  ['a list', '/api/campaigns'],
  ['another list', '/api/suppressions'],
])('a cursor of no list, or of another, is said to be so: %s', async (_what, path) => {
  const admin = await product.as('admin');
  const foreign = Buffer.from(JSON.stringify(['flows', '2026-11-24T12:00:00.000Z', randomUUID()])).toString(
    'base64url',
  );
  for (const cursor of ['x', '0', foreign]) {
    const answer = await admin.get(`${path}?after=${cursor}`);
    expect([answer.status, JSON.stringify(answer.body.details)]).toEqual([400, expect.stringContaining('after')]);
  }
});

test.each([
  ['a text that it cannot hold', '/api/people', ['people', '2026-01-01T00:00:00Z', 'a\u0000']],
  ['a year that it cannot hold', '/api/campaigns', ['campaigns', '0000-01-01T00:00:00Z', randomUUID()]],
])('a cursor that somebody made up is no fault of the database: %s', async (_what, path, keys) => {
  const after = Buffer.from(JSON.stringify(keys)).toString('base64url');
  const answer = await (await product.as('admin')).get(`${path}?after=${after}`);
  expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(after.slice(0, 60))]);
});

test('a list in pages shows each once, also what is added meanwhile to none of the pages behind', async () => {
  const admin = await product.as('admin');
  const create = async (name: string): Promise<string> => {
    const id = randomUUID();
    await accepted(admin.command(`/api/campaigns/${id}/commands`, 'CreateCampaign', { flowId: randomUUID(), name }));
    return id;
  };
  const made = [await create('one'), await create('two'), await create('three'), await create('four')];
  await product.caughtUp();
  const found: string[] = [];
  for (let after: string | null = ''; after !== null;) {
    const { body } = await admin.get(`/api/campaigns?limit=2&after=${after}`);
    found.push(...(body.campaigns as { campaign_id: string }[]).map(({ campaign_id }) => campaign_id));
    await create('meanwhile');
    await product.caughtUp();
    after = body.next as string | null;
  }
  expect(found).toEqual([...new Set(found)]);
  expect(found.filter((id) => made.includes(id))).toEqual(made.toReversed());
});

test('a body in another form is told which one is wanted', async () => {
  const admin = await product.as('admin');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await admin.post('/api/contacts/commands', {}, form)).status).toBe(415);
  for (const packed of ['gzip', 'br', 'zstd']) {
    const answer = await admin.post('/api/contacts/commands', { some: 'body' }, { 'content-encoding': packed });
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('send it as it is')]);
  }
});
