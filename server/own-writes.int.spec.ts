import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { everyStepFlow } from '#contracts/flow/every-step-flow';
import { syncSchema } from '#contracts/wire/sync';
import { openEsdbEventStore } from '#server/engine/eventstore/esdb-event-store';
import { accepted, activeCampaign, draftCampaign, start, until } from '#testing/campaign';
import { startDouble, type EsdbDouble } from '#testing/esdb-double/start-double';
import { holdFollowers, lookingAtFollowers } from '#testing/held-follower';
import { startTestProduct, type Answer, type Caller, type TestProduct } from '#testing/product';

const csv = 'phone,name\n+56911110005,Ana\n+56911120005,Bruno\n';
const followers = ['campaigns', 'channels', 'agents', 'templates', 'flows', 'dataSets', 'executions', 'contacts'];

describe.each(['its own store', 'EventStoreDB'])('whoever was told that something is done, on %s', (where) => {
  let double: EsdbDouble | null = null;
  let product: TestProduct;
  let admin: Caller;
  beforeAll(async () => {
    const other = where === 'EventStoreDB' ? await startDouble() : null;
    double = other;
    product = await startTestProduct(other ? { openStore: () => openEsdbEventStore(other.url) } : {});
    admin = await product.as('admin');
    await product.caughtUp();
  });
  afterAll(async () => {
    expect(product.faults).toEqual([]);
    await product.close();
    double?.stop();
  });

  /** Does one thing and asks another while every follower is held; they are let go when the question waits for them. */
  const atOnce = async (done: () => Promise<Answer>, ask: () => Promise<Answer>): Promise<Answer> => {
    await product.caughtUp();
    const held = await holdFollowers(product.db, followers);
    let answering: Promise<Answer>;
    try {
      await accepted(done());
      const looking = lookingAtFollowers(product.db);
      answering = ask();
      await Promise.race([looking.again, answering]);
      looking.stop();
    } finally {
      await held.letGo();
    }
    return answering;
  };
  const create = (campaignId: string, flowId = randomUUID()) =>
    admin.command(`/api/campaigns/${campaignId}/commands`, 'CreateCampaign', { flowId, name: 'New' });
  const registerTemplate = (templateId: string) =>
    admin.command(`/api/templates/${templateId}/commands`, 'RegisterTemplate', {
      ...{ name: 'question', language: 'en', category: 'utility', approval: 'approved' },
      body: 'Hello {{1}}, will you come? Or call us on {{2}}.',
    });

  test('finds the campaign, and as it was changed', async () => {
    const id = randomUUID();
    const path = `/api/campaigns/${id}`;
    const made = await atOnce(
      () => create(id),
      () => admin.get(path),
    );
    expect([made.status, made.body.name]).toEqual([200, 'New']);
    const renamed = await atOnce(
      () => admin.command(`${path}/commands`, 'DescribeCampaign', { name: 'Renamed' }),
      () => admin.get(path),
    );
    expect(renamed.body.name).toBe('Renamed');
  });

  test('finds it in every list', async () => {
    const id = randomUUID();
    const templates = await atOnce(
      () => registerTemplate(id),
      () => admin.get('/api/templates'),
    );
    expect(templates.text).toContain(id);
    const agents = await atOnce(
      () => admin.command(`/api/agents/${id}/commands`, 'AddAgent', { name: 'Ana', phone: '+56600000077' }),
      () => admin.get('/api/agents'),
    );
    expect(agents.text).toContain(id);
    const campaigns = await atOnce(
      () => create(id),
      () => admin.get('/api/campaigns'),
    );
    expect(campaigns.text).toContain(id);
  });

  test('duplicates what was just made', async () => {
    const { campaignId, flowId } = await draftCampaign(admin);
    const copy = { commandId: randomUUID(), campaignId: randomUUID(), flowId: randomUUID(), name: 'Copy' };
    const rename = { name: 'Original', description: 'Described just now.' };
    await atOnce(
      () => admin.command(`/api/campaigns/${campaignId}/commands`, 'DescribeCampaign', rename),
      () => accepted(admin.post(`/api/campaigns/${campaignId}/duplicate`, copy)),
    );
    const { body } = await admin.get(`/api/campaigns/${copy.campaignId}`);
    expect([body.description, body.flow_id === flowId]).toEqual(['Described just now.', false]);
  });

  test('publishes with the channels, the template and the agent of a moment ago, whatever lags', async () => {
    const [campaignId, flowId, templateId, agentId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const [whatsapp, voice] = [randomUUID(), randomUUID()];
    const number = (): string => `+566${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    const ask = (path: string, type: string, data: object) => accepted(admin.command(path, type, data));
    const held = await holdFollowers(product.db, followers);
    try {
      await ask(`/api/flows/${flowId}/commands`, 'CreateFlow', { name: 'Every step' });
      await accepted(create(campaignId, flowId));
      for (const [id, kind] of [[whatsapp, 'whatsapp'] as const, [voice, 'voice'] as const]) {
        const about = { kind, provider: 'sandbox', number: number(), name: 'New' };
        await ask(`/api/channels/${id}/commands`, 'RegisterChannel', about);
        await ask(`/api/campaigns/${campaignId}/commands`, 'AssignChannel', { channelId: id });
      }
      await ask(`/api/channels/${voice}/commands`, 'ClaimInboundCalls', { campaignId });
      await accepted(registerTemplate(templateId));
      await ask(`/api/agents/${agentId}/commands`, 'AddAgent', { name: 'Ana', phone: '+56600000077' });
      const replica = randomUUID();
      const ops = everyStepFlow({
        ...{ templateId, nameColumn: null, callUs: '+56600000001', transferTo: { of: 'agent', agentId } },
      }).map((body, i) => ({ opId: randomUUID(), replica, seq: i + 1, v: 1, flowId, at: 0, ...body }));
      const { body } = await accepted(admin.post(`/api/flows/${flowId}/push`, { replica, schema: syncSchema, ops }));
      const published = await admin.command(`/api/flows/${flowId}/commands`, 'PublishFlow', {
        ...{ rev: body.head, campaignId },
      });
      expect([published.status, published.body.details]).toEqual([200, undefined]);
    } finally {
      await held.letGo();
    }
  });

  test('is checked with the data set that was uploaded a moment ago', async () => {
    const { campaignId, dataSetId, head, flowId } = await draftCampaign(admin);
    const asked = { commandId: randomUUID(), name: 'Contacts', fileName: 'contacts.csv' };
    const checked = await atOnce(
      () => admin.upload(`/api/campaigns/${campaignId}/data-sets/${dataSetId}`, asked, 'phone,town\n+56911110005,X\n'),
      () => admin.get(`/api/flows/${flowId}/findings?campaignId=${campaignId}`),
    );
    expect(checked.text).toContain('UnknownVariable');
    await until(async () => ((await admin.get(`/api/data-sets/${dataSetId}`)).body.status === 'ready' ? true : null));
    const published = await admin.command(`/api/flows/${flowId}/commands`, 'PublishFlow', { rev: head, campaignId });
    expect([published.status, published.body.code]).toEqual([422, 'FlowHasFindings']);
  });

  test('finds the run that was started, and its report', async () => {
    const ids = await activeCampaign(admin, csv);
    let executionId = '';
    const begin = async () => {
      executionId = await start(admin, ids);
      return admin.get('/api/me');
    };
    const started = await atOnce(begin, () => admin.get(`/api/executions/${executionId}`));
    expect([started.status, started.body.rows]).toEqual([200, 2]);
    expect((await admin.get(`/api/executions/${executionId}/report`)).status).toBe(200);
  });

  test('does not wait for what others write, nor for tables that their own writing does not concern', async () => {
    const other = await product.as('admin');
    await product.caughtUp();
    const held = await holdFollowers(product.db, ['campaigns', 'executions', 'dataSets']);
    const looking = lookingAtFollowers(product.db);
    try {
      await accepted(
        other.command(`/api/campaigns/${randomUUID()}/commands`, 'CreateCampaign', {
          ...{ flowId: randomUUID(), name: 'Of somebody else' },
        }),
      );
      await accepted(registerTemplate(randomUUID()));
      expect((await admin.get('/api/campaigns')).status).toBe(200);
      expect((await admin.get(`/api/data-sets/${randomUUID()}`)).status).toBe(404);
      expect(looking.count()).toBe(2);
    } finally {
      looking.stop();
      await held.letGo();
    }
  });

  test('is told to ask again, not that nothing is there, when it takes too long', async () => {
    const id = randomUUID();
    await product.caughtUp();
    const held = await holdFollowers(product.db, ['campaigns']);
    try {
      await accepted(create(id));
      const answer = await admin.get(`/api/campaigns/${id}`);
      expect([answer.status, answer.body.code]).toEqual([503, 'TablesAreBehind']);
      expect((await admin.get('/api/campaigns')).status).toBe(200);
    } finally {
      await held.letGo();
    }
    expect((await admin.get(`/api/campaigns/${id}`)).status).toBe(200);
  });
});
