import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { once } from 'node:events';
import { accepted, draftCampaign, until, type TestCampaign } from '#testing/campaign';
import { startTestProduct, type Answer, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;
let editor: Caller;
let campaign: TestCampaign;

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
  campaign = await draftCampaign(admin);
  editor = await product.as('editor');
});
afterAll(() => product.close());

const uploadPath = (dataSetId: string): string => `/api/campaigns/${campaign.campaignId}/data-sets/${dataSetId}`;
const upload = (dataSetId: string, body: string | Uint8Array, query: Record<string, string> = {}): Promise<Answer> =>
  editor.upload(
    uploadPath(dataSetId),
    { commandId: randomUUID(), name: 'Set', fileName: 'set.csv', process: 'later', ...query },
    body,
  );
const preview = (dataSetId: string, query: Record<string, string> = {}): Promise<Answer> =>
  editor.get(`/api/data-sets/${dataSetId}/preview?${new URLSearchParams(query).toString()}`);
const processed = (dataSetId: string): Promise<Record<string, unknown>> =>
  until(async () => {
    const { body, status } = await editor.get(`/api/data-sets/${dataSetId}`);
    return status === 200 && body.status !== 'processing' ? body : null;
  });

describe('a file that is to be looked at first', () => {
  test('is shown as it is understood, corrected, and processed as it was corrected, without a second upload', async () => {
    const id = randomUUID();
    const { body: seen } = await upload(id, 'Nombre;Contacto;Fono fijo\nAna;961234567;2 2345 6789\nBea;12;\n');
    expect(seen).toMatchObject({
      ...{ delimiter: ';', encoding: 'utf-8', columns: ['Nombre', 'Contacto', 'Fono fijo'], missing: null },
      mapping: { phone: 'Fono fijo', name: 'Nombre' },
      rows: [
        { line: 1, phone: '+56223456789', rejected: null },
        { line: 2, rejected: { code: 'PhoneMissing' } },
      ],
    });
    const { body: corrected } = await preview(id, { phone: 'Contacto' });
    expect(corrected).toMatchObject({
      mapping: { phone: 'Contacto' },
      rows: [
        { phone: '+56961234567', values: { Nombre: 'Ana' } },
        { phone: null, rejected: { code: 'PhoneInvalid' } },
      ],
    });
    const { body: listed } = await editor.get(`/api/campaigns/${campaign.campaignId}/data-sets`);
    expect(listed.waiting).toEqual([expect.objectContaining({ dataSetId: id, fileName: 'set.csv' })]);
    const data = { mapping: { phone: 'Contacto', name: null } };
    const commandId = randomUUID();
    const ask = () => editor.command(`/api/data-sets/${id}/commands`, 'ProcessUpload', data, commandId);
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    expect(await processed(id)).toMatchObject({
      ...{ status: 'ready', rows: 2, accepted: 1, rejected: 1 },
      mapping: { phone: 'Contacto', identifier: null, name: null, email: null },
    });
    const answer = await preview(id);
    expect([answer.status, answer.body.code]).toEqual([422, 'UploadIsMissing']);
  });
  test('without a column that could hold numbers waits until one is named', async () => {
    const id = randomUUID();
    const { body } = await upload(id, 'a,b\nAna,961234567\n');
    expect(body).toMatchObject({ mapping: { phone: null }, missing: { code: 'PhoneColumnIsUnclear' } });
    expect((await editor.command(`/api/data-sets/${id}/commands`, 'ProcessUpload')).body.code).toBe(
      'PhoneColumnIsUnclear',
    );
    expect((await preview(id, { phone: 'c' })).body.code).toBe('ColumnIsMissing');
    expect((await preview(id, { phone: 'b' })).body.missing).toBeNull();
    await accepted(editor.command(`/api/data-sets/${id}/commands`, 'ProcessUpload', { mapping: { phone: 'b' } }));
    expect(await processed(id)).toMatchObject({ accepted: 1 });
  });
  test('is read with another delimiter or encoding when a person says so', async () => {
    const id = randomUUID();
    await upload(id, Buffer.from('phone;name,first\n+56961234567;Zoé,x\n', 'latin1'));
    expect((await preview(id, { delimiter: ';' })).body).toMatchObject({
      columns: ['phone', 'name,first'],
      rows: [{ values: { 'name,first': 'Zoé,x' } }],
    });
    expect((await preview(id, { delimiter: ';', encoding: 'utf-8' })).body).toMatchObject({
      rows: [{ rejected: { code: 'RowIsDamaged' } }],
    });
  });
  test('shows the first rows of a large one, and no half of a row', async () => {
    const id = randomUUID();
    const rows = Array.from({ length: 9_000 }, (_each, i) => `Person ${i},+569${61_000_000 + i}`);
    await upload(id, `name,phone\n${rows.join('\n')}\n`);
    const { body } = await preview(id, { rows: '100' });
    expect((body.rows as { phone: string }[]).map(({ phone }) => phone)).toEqual(
      Array.from({ length: 100 }, (_each, i) => `+569${61_000_000 + i}`),
    );
  });
  test('can be thrown away', async () => {
    const id = randomUUID();
    await upload(id, 'phone\n+56961234567\n');
    await accepted(editor.command(`/api/data-sets/${id}/commands`, 'DiscardUpload'));
    expect((await preview(id)).body.code).toBe('UploadIsMissing');
  });
  test('is not thrown away where none waits, or one is being processed', async () => {
    const processed = randomUUID();
    await upload(processed, 'phone\n+56961234567\n');
    await accepted(editor.command(`/api/data-sets/${processed}/commands`, 'ProcessUpload'));
    for (const id of [processed, randomUUID()]) {
      const answer = await editor.command(`/api/data-sets/${id}/commands`, 'DiscardUpload');
      expect([answer.status, answer.body.code]).toEqual([422, 'UploadIsMissing']);
    }
  });
});

describe('numbers without a country code', () => {
  const country = async (query: Record<string, string> = {}): Promise<unknown> => {
    const id = randomUUID();
    const { body } = await upload(id, 'phone\n600123456\n', query);
    return body.defaultCountry;
  };
  test('are of the country of the data set, else of the organisation’s, else of the one it was started with', async () => {
    expect([await country(), await country({ country: 'es' })]).toEqual(['CL', 'ES']);
    const defaults = { country: 'ES', timeZone: 'Europe/Madrid', quietHours: { start: '22:00', end: '08:00' } };
    await accepted(admin.command('/api/organisation/commands', 'SetOrganisationDefaults', defaults));
    expect([await country(), await country({ country: 'CL' })]).toEqual(['ES', 'CL']);
    const { body } = await editor.get('/api/organisation');
    expect(body).toMatchObject(defaults);
    await product.caughtUp();
    const { rows } = await product.db.pool.query('select default_country, default_time_zone from read.organisation');
    expect(rows).toEqual([{ default_country: 'ES', default_time_zone: 'Europe/Madrid' }]);
  });
  test('are of a country that there is', async () => {
    const answer = await upload(randomUUID(), 'phone\n1\n', { country: 'XX' });
    expect([answer.status, answer.body.code]).toEqual([422, 'CountryIsUnknown']);
    const wrong = { country: null, timeZone: 'Mars/Olympus', quietHours: null };
    const { body } = await admin.command('/api/organisation/commands', 'SetOrganisationDefaults', wrong);
    expect([body.code, String(body.detail).includes('Mars/Olympus')]).toEqual(['TimeZoneIsUnknown', true]);
  });
});

describe('an upload', () => {
  test('whose sender is cut off leaves nothing, is no fault of ours, and its id may be used again', async () => {
    const id = randomUUID();
    const cookie = await product.cookie('editor');
    const { hostname, port } = new URL(product.url);
    const query = new URLSearchParams({ commandId: randomUUID(), name: 'Set', fileName: 'set.csv' }).toString();
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST ${uploadPath(id)}?${query} HTTP/1.1\r\nhost: ${hostname}\r\ncookie: ${cookie}\r\ncontent-length: 9000000\r\n\r\nphone\n${'1'.repeat(2_000_000)}`,
    );
    const parts = async () => (await product.db.pool.query('select 1 from uploads.part')).rowCount;
    const before = await parts();
    await until(async () => ((await parts()) === before ? null : true));
    socket.destroy();
    await once(socket, 'close');
    await until(async () => ((await parts()) === before ? true : null));
    expect(product.faults).toEqual([]);
    expect((await upload(id, 'phone\n+56961234567\n', { process: 'now' })).status).toBe(200);
  });
  test('past the limit is refused with the limit named', async () => {
    const answer = await upload(randomUUID(), Buffer.alloc(65 * 1024 * 1024, 'x'));
    expect([answer.status, answer.body.code]).toEqual([422, 'FileIsTooLarge']);
    expect(String(answer.body.detail)).toContain('64 MB');
  });
});
