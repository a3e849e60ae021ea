import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { anything, type Door } from '#contracts/wire/door';
import { accepted, draftCampaign } from '#testing/campaign';
import { checkedCaller } from '#testing/checked-caller';
import { startTestProduct, type TestProduct } from '#testing/product';

let product: TestProduct;
let checked: ReturnType<typeof checkedCaller>;

beforeAll(async () => {
  product = await startTestProduct();
  checked = checkedCaller(await product.as('admin'), product.app.doors);
});
afterAll(() => product.close());

/** What stands in a path where no id does. */
const words: Readonly<Record<string, string>> = { version: '1', table: 'totals', file: 'open-docs.js' };
/** What has to be named in the query as well. */
const needed: Readonly<Record<string, string>> = { dryRunCampaign: 'dataSetId', findFlow: 'campaignId' };

/** A path to nothing through that door, and the ids in it. */
function toNothing({ path, name }: Door): { readonly path: string; readonly ids: readonly string[] } {
  const ids: string[] = [];
  const nothing = (): string => {
    ids.push(randomUUID());
    return ids.at(-1) ?? '';
  };
  const filled = path.replace(/\{(\w+)\}/g, (_all, param: string) => words[param] ?? nothing());
  const parameter = needed[name];
  return { path: parameter === undefined ? filled : `${filled}?${parameter}=${nothing()}`, ids };
}

test('who reads of something that is not there is told so, by its id, and the document says so', async () => {
  const doors = product.app.doors
    .map(({ door }) => door)
    .filter(({ method, path }) => method === 'get' && path.includes('Id}'));
  expect(doors.length).toBeGreaterThan(30);
  for (const door of doors) {
    const { path, ids } = toNothing(door);
    const answer = await checked.caller.get(path);
    // A file that waits to be processed is asked for by its rules.
    const told = door.refusals.includes('UploadIsMissing') ? 'UploadIsMissing' : 'NotFound';
    expect([door.name, answer.body.code]).toEqual([door.name, told]);
    for (const id of ids) expect(answer.body.detail).toContain(id);
  }
  expect(checked.differences).toEqual([]);
});

test('who asks something of what is not there is told so by its id', async () => {
  for (const [path, type, data, code] of [
    ['campaigns', 'ArchiveCampaign', {}, 'CampaignIsMissing'],
    ['channels', 'RemoveChannel', {}, 'ChannelIsMissing'],
    ['flows', 'ArchiveFlow', {}, 'FlowIsMissing'],
    ['flows', 'PublishFlow', { rev: 0, campaignId: randomUUID() }, 'FlowIsMissing'],
    ['agents', 'RemoveAgent', {}, 'AgentIsMissing'],
    ['templates', 'ChangeTemplateApproval', { approval: 'paused' }, 'TemplateIsMissing'],
    ['executions', 'StopExecution', {}, 'ExecutionIsMissing'],
    ['people', 'RevokePerson', {}, 'PersonIsMissing'],
  ] as const) {
    const id = randomUUID();
    const answer = await checked.caller.command(`/api/${path}/${id}/commands`, type, data);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(answer.body.detail).toContain(id);
  }
});

test('calls are claimed for a campaign that is there', async () => {
  const channel = `/api/channels/${randomUUID()}/commands`;
  const about = { kind: 'voice', provider: 'sandbox', number: '+56612345678', name: 'Calls' };
  await accepted(checked.caller.command(channel, 'RegisterChannel', about));
  const asked = { campaignId: randomUUID() };
  const answer = await checked.caller.command(channel, 'ClaimInboundCalls', asked);
  expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining(asked.campaignId)]);
});

test('a list of something that is there may be empty', async () => {
  const { campaignId, flowId } = await draftCampaign(checked.caller);
  const series = { by: 'day', series: [] };
  for (const [path, body] of [
    [`/api/campaigns/${campaignId}/executions`, { executions: [], next: null }],
    [`/api/campaigns/${campaignId}/data-sets`, { dataSets: [], waiting: [], next: null }],
    [`/api/campaigns/${campaignId}/report/series`, series],
    [`/api/flows/${flowId}/versions`, { versions: [], next: null }],
  ] as const)
    expect([path, (await checked.caller.get(path)).body]).toEqual([path, body]);
});

test('a page of another site changes nothing through any door, and the document says so', async () => {
  for (const { door } of product.app.doors) {
    if (door.method === 'get' || door.permission === 'signature') continue;
    const answer = await checked.caller.post(toNothing(door).path, {}, { origin: 'https://evil.example' });
    expect([door.name, answer.status, answer.body.code]).toEqual([door.name, 403, 'ForeignOrigin']);
  }
  expect(checked.differences).toEqual([]);
});

test('a parameter that a door does not know is told with those that it knows, and nothing is done', async () => {
  for (const { door } of product.app.doors.filter(({ door: { query } }) => query !== anything)) {
    const path = `${toNothing(door).path.split('?')[0] ?? ''}?limt=5`;
    const answer = door.method === 'get' ? await checked.caller.get(path) : await checked.caller.post(path, {});
    expect([door.name, answer.status]).toEqual([door.name, 400]);
    for (const known of ['limt', ...Object.keys(door.query.shape)]) expect(answer.body.detail).toContain(`“${known}”`);
  }
  expect(checked.differences).toEqual([]);
});
