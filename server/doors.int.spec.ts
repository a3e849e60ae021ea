import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { sign } from '#server/carriers/sandbox/signature';
import { accepted, activeCampaign, draftCampaign, ended, start } from '#testing/campaign';
import { sandboxSecret, startTestProduct, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
});
afterAll(() => product.close());

const id = randomUUID();

describe('law 11: every door asks who and what role', () => {
  const doors: readonly (readonly [method: 'GET' | 'POST', path: string, who: readonly string[]])[] = [
    ['GET', '/api/campaigns', ['editor', 'operator', 'auditor', 'admin']],
    ['GET', `/api/campaigns/${id}/checklist`, ['editor', 'operator', 'auditor', 'admin']],
    ['GET', `/api/campaigns/${id}/history`, ['auditor', 'admin']],
    ['GET', '/api/flows', ['editor', 'operator', 'auditor', 'admin']],
    ['POST', `/api/flows/${id}/push`, ['editor', 'admin']],
    ['POST', `/api/flows/${id}/commands`, ['editor', 'admin']],
    ['POST', `/api/channels/${id}/commands`, ['admin']],
    ['POST', `/api/templates/${id}/commands`, ['admin']],
    ['POST', `/api/campaigns/${id}/data-sets/${id}`, ['editor', 'admin']],
    ['GET', `/api/data-sets/${id}/rejects.csv`, ['editor', 'admin']],
    ['GET', `/api/data-sets/${id}/rejects`, ['editor', 'admin']],
    ['GET', `/api/data-sets/${id}/preview`, ['editor', 'admin']],
    ['POST', `/api/data-sets/${id}/commands`, ['editor', 'admin']],
    ['GET', '/api/organisation', ['editor', 'operator', 'auditor', 'admin']],
    ['POST', '/api/organisation/commands', ['admin']],
    ['GET', `/api/executions/${id}/report`, ['editor', 'operator', 'auditor', 'analyst', 'admin']],
    ['GET', '/api/reports/campaigns', ['editor', 'operator', 'auditor', 'analyst', 'admin']],
    ['POST', `/api/executions/${id}/commands`, ['operator', 'admin']],
    ['POST', '/api/contacts/commands', ['operator', 'admin']],
    ['GET', '/api/suppressions', ['editor', 'operator', 'auditor', 'admin']],
    ['POST', '/api/people/commands', ['admin']],
  ];
  test.each(doors)('%s %s is open to %j only', async (method, path, who) => {
    const ask = (caller: Caller) => (method === 'GET' ? caller.get(path) : caller.post(path, {}));
    expect((await ask(product.nobody)).status).toBe(401);
    for (const role of ['editor', 'operator', 'auditor', 'analyst', 'admin'] as const) {
      const { status } = await ask(await product.as(role));
      expect([role, status === 403]).toEqual([role, !who.includes(role)]);
    }
  });
  test.each([
    ['editor', 'ActivateCampaign'],
    ['editor', 'StartExecution'],
    ['operator', 'CreateCampaign'],
    ['auditor', 'DescribeCampaign'],
    ['operator', 'AssignChannel'],
  ] as const)('an %s may not ask for %s', async (role, type) => {
    const data = {
      StartExecution: { executionId: id, dataSetId: id },
      CreateCampaign: { flowId: id, name: 'x' },
      DescribeCampaign: { name: 'x' },
      AssignChannel: { channelId: id },
      ActivateCampaign: {},
    }[type];
    const answer = await (await product.as(role)).command(`/api/campaigns/${id}/commands`, type, data);
    expect([answer.status, answer.body.code]).toEqual([403, 'NotAllowed']);
  });
  test('a revoked person is out at once', async () => {
    const email = 'gone@example.org';
    await product.app.signIn.invite({ email, name: 'Gone', role: 'editor', by: 'system:test' });
    const { token } = await product.app.signIn.issueLink(email, 5);
    const response = await fetch(`${product.url}/api/sign-in/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const cookie = response.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/HttpOnly/i);
    const me = async () => (await fetch(`${product.url}/api/me`, { headers: { cookie } })).status;
    expect(await me()).toBe(200);
    await accepted(admin.command(`/api/people/${product.app.signIn.personIdOf(email)}/commands`, 'RevokePerson'));
    expect(await me()).toBe(401);
  });
  test('a page of another site changes nothing with somebody’s cookie', async () => {
    const answer = await admin.post(
      '/api/contacts/commands',
      {},
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    );
    expect([answer.status, answer.body.code]).toEqual([403, 'ForeignOrigin']);
  });
  test('an auditor sees the life of a row with personal data masked', async () => {
    const campaign = await activeCampaign(admin, 'name,phone\nAna,+56961110005\n');
    const executionId = await start(admin, campaign);
    await ended(admin, executionId);
    const masked = await (await product.as('auditor')).get(`/api/rows/${executionId}_0`);
    const open = await (await product.as('operator')).get(`/api/rows/${executionId}_0`);
    expect([masked.text.includes('61110005'), masked.text.includes('Ana')]).toEqual([false, false]);
    expect([open.text.includes('+56961110005'), open.text.includes('Ana')]).toEqual([true, true]);
  });
});

describe('signing in', () => {
  test('by password, after it was set; a wrong one is refused, and guessing is slowed down', async () => {
    const email = 'pass@example.org';
    await product.app.signIn.invite({ email, name: 'Pass', role: 'editor', by: 'system:test' });
    await product.app.signIn.setPassword(product.app.signIn.personIdOf(email), 'correct horse battery');
    const tries = async (password: string) => (await product.nobody.post('/api/sign-in', { email, password })).status;
    expect(await tries('correct horse battery')).toBe(200);
    const statuses = [];
    for (let i = 0; i < 12; i += 1) statuses.push(await tries(`guess ${i}`));
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
  });
  test('by a link once', async () => {
    const { token } = await product.app.signIn.issueLink((await invited('once@example.org')).email, 5);
    const use = async () => (await product.nobody.post('/api/sign-in/link', { token })).status;
    expect([await use(), await use()]).toEqual([200, 422]);
  });
  test('no password, link or code stands in the log in the open', async () => {
    const { email } = await invited('quiet@example.org');
    const { token, code } = await product.app.signIn.issueLink(email, 5);
    const { rows } = await product.db.pool.query('select data from es.event');
    const text = JSON.stringify(rows);
    for (const secret of [token ?? '', email, `"${code ?? ''}"`]) expect(text.includes(secret)).toBe(false);
  });
  const invited = async (email: string) => {
    await product.app.signIn.invite({ email, name: 'Somebody', role: 'editor', by: 'system:test' });
    return { email };
  };
});

describe('a text that PostgreSQL cannot hold', () => {
  test('is not taken in', async () => {
    const { campaignId } = await draftCampaign(admin);
    for (const name of ['a\u0000b', 'a\ud800b']) {
      const answer = await admin.command(`/api/campaigns/${campaignId}/commands`, 'DescribeCampaign', { name });
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringMatching(/^data.name: .* leave it out$/)]);
    }
  });
  test('and stops no follower where a log holds one', async () => {
    const { campaignId } = await draftCampaign(admin);
    const stream = `campaign-${campaignId}`;
    const { length } = await product.app.log.read(stream);
    const data = { campaignId, name: 'a\u0000b\ud800c', description: '', startsAt: null, endsAt: null };
    const about = { commandId: randomUUID(), correlationId: 'c', by: 'system:test', at: new Date().toISOString() };
    await product.app.log.append(stream, length - 1, [{ type: 'CampaignDescribed', data }], about);
    await product.caughtUp();
    expect((await admin.get(`/api/campaigns/${campaignId}`)).body.name).toBe('a\ufffdb\ufffdc');
    expect(product.faults).toEqual([]);
  });
});

describe('law 3 and 4: commands', () => {
  test('the same command twice is answered twice and written once', async () => {
    const [campaignId, commandId] = [randomUUID(), randomUUID()];
    const ask = () =>
      admin.command(
        `/api/campaigns/${campaignId}/commands`,
        'CreateCampaign',
        { flowId: id, name: 'Twice' },
        commandId,
      );
    const [first, second] = [await ask(), await ask()];
    expect(second.body).toEqual(first.body);
    expect((await product.app.log.read(`campaign-${campaignId}`)).length).toBe(1);
  });
  test('a refusal writes nothing and says everything that is missing', async () => {
    const { campaignId } = await draftCampaign(admin);
    const before = await product.app.log.head();
    const answer = await admin.command(`/api/campaigns/${campaignId}/commands`, 'ActivateCampaign');
    expect([answer.status, answer.body.code]).toEqual([422, 'ChecklistIsIncomplete']);
    expect((answer.body.details as { failing: string[] }).failing).toEqual(['flow', 'dataSet']);
    expect(await product.app.log.head()).toBe(before);
  });
  test.each([
    ['no id', { type: 'CreateCampaign', data: {} }, 'commandId'],
    ['an unknown type', { commandId: id, type: 'PaintCampaign', data: {} }, 'type'],
    ['a missing field', { commandId: id, type: 'CreateCampaign', data: { flowId: id } }, 'data.name'],
    ['a field too many', { commandId: id, type: 'ArchiveCampaign', data: { really: true } }, 'data'],
  ])('a command with %s is answered with the field', async (_what, body, field) => {
    const answer = await admin.post(`/api/campaigns/${id}/commands`, body);
    expect(answer.status).toBe(400);
    expect((answer.body.details as { field: string }[]).map((issue) => issue.field)).toContain(field);
  });
  test('what is no JSON, and what is too large, is said to be so', async () => {
    const broken = await fetch(`${product.url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect([broken.status, ((await broken.json()) as { code: string }).code]).toEqual([400, 'Invalid']);
    expect((await admin.post('/api/contacts/commands', { x: 'y'.repeat(2_000_000) })).status).toBe(413);
  });
  test('an id that is none is said to be so, a path that is none too', async () => {
    expect([(await admin.get('/api/campaigns/42')).status, (await admin.get('/api/nothing')).status]).toEqual([
      400, 404,
    ]);
  });
  test('a flow with a port that leads nowhere is not published, with the finding', async () => {
    const { flowId, campaignId, head } = await draftCampaign(admin);
    const replica = randomUUID();
    const op = { opId: randomUUID(), replica, seq: 1, v: 1, flowId, at: 0, k: 'disconnect', id: 'wait/timeout>silent' };
    await accepted(admin.post(`/api/flows/${flowId}/push`, { replica, schema: 1, ops: [op] }));
    const stale = await admin.command(`/api/flows/${flowId}/commands`, 'PublishFlow', { rev: head, campaignId });
    expect(stale.body.code).toBe('FlowChangedSinceShown');
    const answer = await admin.command(`/api/flows/${flowId}/commands`, 'PublishFlow', { rev: head + 1, campaignId });
    expect([answer.status, answer.body.code]).toEqual([422, 'FlowHasFindings']);
    expect(JSON.stringify(answer.body.details)).toContain('PortLeadsNowhere');
  });
  test('a flow is checked and published for a campaign that uses it, and for no other', async () => {
    const { flowId, head } = await draftCampaign(admin);
    const other = (await draftCampaign(admin)).campaignId;
    for (const campaignId of [other, randomUUID()]) {
      const asked = { rev: head, campaignId };
      const published = await admin.command(`/api/flows/${flowId}/commands`, 'PublishFlow', asked);
      expect([published.status, published.body.code]).toEqual([422, 'CampaignIsMissing']);
      const findings = await admin.get(`/api/flows/${flowId}/findings?campaignId=${campaignId}`);
      expect([findings.status, findings.body.detail]).toEqual([404, expect.stringContaining(campaignId)]);
    }
  });
  test('a push that was answered by nobody can be sent again', async () => {
    const { flowId } = await draftCampaign(admin);
    const replica = randomUUID();
    const op = { opId: randomUUID(), replica, seq: 1, v: 1, flowId, at: 0, k: 'moveStep', id: 'ask', x: 1, y: 1 };
    const push = () => admin.post(`/api/flows/${flowId}/push`, { replica, schema: 1, ops: [op] });
    const [first, second] = [await push(), await push()];
    expect([first.body.status, second.body]).toEqual(['ok', first.body]);
    const gap = await admin.post(`/api/flows/${flowId}/push`, {
      replica,
      schema: 1,
      ops: [{ ...op, opId: randomUUID(), seq: 3 }],
    });
    expect(gap.body.status).toBe('gap');
    const stranger = await (
      await product.as('editor')
    ).post(`/api/flows/${flowId}/push`, { replica, schema: 1, ops: [{ ...op, opId: randomUUID(), seq: 2 }] });
    expect(stranger.body.status).toBe('forbidden');
  });
});

describe('the door for callbacks', () => {
  const callback = {
    kind: 'status',
    provider: 'sandbox',
    attemptId: `${id}_0.1`,
    providerId: 'SM1',
    status: 'delivered',
    errorCode: null,
    to: '+56961234567',
    raw: {},
  };
  const send = (body: string, signature: string, query = '') =>
    fetch(`${product.url}/hooks/sandbox${query}`, {
      method: 'POST',
      headers: { 'x-sandbox-signature': signature },
      body,
    });
  const recorded = async (): Promise<number> => (await product.app.log.read(`callback-${id}_0.1_delivered`)).length;

  test('takes nothing that is not signed, or signed for something else, or long ago', async () => {
    const body = JSON.stringify(callback);
    for (const signature of [
      '',
      'v1=00',
      sign('another secret!!', body, Date.now()),
      sign(sandboxSecret, `${body} `, Date.now()),
      sign(sandboxSecret, body, Date.now() - 3_600_000),
    ])
      expect((await send(body, signature)).status).toBe(401);
    expect(await recorded()).toBe(0);
  });
  test('takes a signed one, whatever is added to the address, and the same one twice is written once', async () => {
    const body = JSON.stringify(callback);
    for (let i = 0; i < 3; i += 1) expect((await send(body, sign(sandboxSecret, body, Date.now()))).status).toBe(204);
    expect((await send(body, sign(sandboxSecret, body, Date.now()), '?try=4')).status).toBe(204);
    expect(await recorded()).toBe(1);
  });
  const call = {
    kind: 'inboundCall',
    provider: 'sandbox',
    providerId: 'CA2',
    from: '+56961234567',
    to: '+56600000001',
  };
  test.each([
    ['a number that is none', { ...callback, to: 'nobody' }, 'to: “nobody” found'],
    ['an attempt of somebody else', { ...callback, attemptId: 'CA1' }, 'attemptId: “CA1” found'],
    ['a time that no table holds', { ...call, receivedAt: '0000-01-01T00:00:00Z' }, 'receivedAt: “0000-01-01'],
    ['no JSON', '{', 'body: no JSON found'],
  ])('a signed one with %s is refused with its fields', async (_what, asked, detail) => {
    const body = typeof asked === 'string' ? asked : JSON.stringify(asked);
    const answer = await send(body, sign(sandboxSecret, body, Date.now()));
    const said = (await answer.json()) as { detail: string };
    expect([answer.status, said.detail]).toEqual([400, expect.stringContaining(detail)]);
  });
});

test('health is told without a sign-in, and nothing else', async () => {
  expect((await product.nobody.get('/healthz')).body).toEqual({ status: 'ok' });
  expect((await product.nobody.get('/readyz')).body).toMatchObject({ status: 'ok', database: 'ok' });
});
