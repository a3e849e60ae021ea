import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { draftCampaign, uploadRows, type TestCampaign } from '#testing/campaign';
import { startTestProduct, type Answer, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let editor: Caller;
let campaign: TestCampaign;

beforeAll(async () => {
  product = await startTestProduct();
  campaign = await draftCampaign(await product.as('admin'));
  editor = await product.as('editor');
});
afterAll(() => product.close());

const fresh = (): TestCampaign => ({ ...campaign, dataSetId: randomUUID() });
const upload = (body: string | Uint8Array, query: Record<string, string> = {}): Promise<Answer> =>
  editor.upload(
    `/api/campaigns/${campaign.campaignId}/data-sets/${randomUUID()}`,
    { commandId: randomUUID(), name: 'Set', fileName: 'set.csv', ...query },
    body,
  );

describe('a CSV file', () => {
  test('becomes accepted, rejected and duplicate rows, which add up', async () => {
    const csv = 'name,phone\nAna,+56961234567\nBea,961234567\nCarl,\nDora,5.69E+10\n"Eva, ""la jefa""",9 6123 4568\n';
    const found = await uploadRows(editor, fresh(), csv);
    expect(found).toMatchObject({ status: 'ready', rows: 5, accepted: 2, rejected: 2, duplicates: 1 });
    expect(found.rejections).toEqual(
      expect.arrayContaining([
        { code: 'PhoneMissing', rows: 1 },
        { code: 'PhoneDamagedBySpreadsheet', rows: 1 },
      ]),
    );
  });
  test.each([
    ['semicolons', 'nombre;teléfono\nAna;961234567\n', ';'],
    ['tabs', 'name\tphone\nAna\t+56961234567\n', '\t'],
    ['bars', 'name|phone\nAna|+56961234567\n', '|'],
    ['a byte order mark', '\uFEFFphone,name\n+56961234567,Ana\n', ','],
    ['Windows line ends', 'phone,name\r\n+56961234567,Ana\r\n', ','],
    ['old Mac line ends', 'phone,name\r+56961234567,Ana\r', ','],
    ['no line end at the end', 'phone,name\n+56961234567,Ana', ','],
    ['the line by which Excel names the delimiter', 'sep=;\r\nphone;name\r\n+56961234567;Ana, B\r\n', ';'],
    ['commas in the names of its columns', 'Name, full;phone\nAna;+56961234567\n', ';'],
    ['repeated and empty column names', 'phone,name,name,\n+56961234567,Ana,Rojas,x\n', ','],
  ])('with %s is understood', async (_what, csv, delimiter) => {
    expect(await uploadRows(editor, fresh(), csv)).toMatchObject({ status: 'ready', accepted: 1, delimiter });
  });
  test.each([
    ['little-endian', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['big-endian', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ])('in UTF-16 (%s) is understood', async (_order, encode) => {
    const set = fresh();
    expect(await uploadRows(editor, set, encode('phone;name\n+56961234567;José Ñandú 🦤\n'))).toMatchObject({
      encoding: 'utf-16',
      accepted: 1,
    });
    const [chunk] = await product.app.log.read(`dataSetChunk-${set.dataSetId}_0`);
    expect(JSON.stringify(chunk?.event.data)).toContain('José Ñandú 🦤');
  });
  test('in UTF-16 without a byte order mark is understood', async () => {
    const set = await uploadRows(editor, fresh(), Buffer.from('phone;name\n+56961234567;José\n', 'utf16le'));
    expect(set).toMatchObject({ encoding: 'utf-16', accepted: 1 });
  });
  test('in UTF-8 with one broken row keeps the accents of the others', async () => {
    const good = Array.from({ length: 40 }, (_each, i) => `+5696123${4000 + i},José Ñandú\n`).join('');
    const csv = Buffer.concat([Buffer.from(`phone,name\n${good}`), Buffer.from('+56961239999,Jos\xe9\n', 'latin1')]);
    expect(await uploadRows(editor, fresh(), csv)).toMatchObject({
      ...{ encoding: 'utf-8', accepted: 40, rejected: 1 },
      rejections: [{ code: 'RowIsDamaged', rows: 1 }],
    });
  });
  test('with zero bytes far inside loses only that row', async () => {
    const good = Array.from({ length: 60 }, (_each, i) => `+5696123${4000 + i},Somebody with a name\n`).join('');
    expect(await uploadRows(editor, fresh(), `phone,name\n${good}+56961239999,a\0b\n`)).toMatchObject({
      accepted: 60,
      rejections: [{ code: 'RowIsDamaged', rows: 1 }],
    });
  });
  test('in Latin-1 keeps its accents', async () => {
    const set = fresh();
    expect(await uploadRows(editor, set, Buffer.from('phone,name\n+56961234567,José Ñandú\n', 'latin1'))).toMatchObject(
      { encoding: 'latin1', accepted: 1 },
    );
    const [chunk] = await product.app.log.read(`dataSetChunk-${set.dataSetId}_0`);
    expect(JSON.stringify(chunk?.event.data)).toContain('José Ñandú');
  });
  test('with line breaks inside quotes counts rows, not lines', async () => {
    expect(await uploadRows(editor, fresh(), 'phone,note\n+56961234567,"one\ntwo"\n+56961234568,x\n')).toMatchObject({
      rows: 2,
      accepted: 2,
    });
  });
  test('with an unclosed quote loses only that line', async () => {
    expect(
      await uploadRows(editor, fresh(), 'phone,note\n+56961234567,a\n+56961234568,"b\n+56961234569,c\n'),
    ).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
  });
  test('with one endless line goes on behind it', async () => {
    expect(
      await uploadRows(
        editor,
        fresh(),
        `phone,note\n+56961234567,a\n+56961234568,${'x'.repeat(300_000)}\n+56961234569,c\n`,
      ),
    ).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
  });
  test('of several chunks keeps its order and its duplicates', async () => {
    const set = fresh();
    const lines = Array.from({ length: 1_800 }, (_each, i) => `Person ${i},+569${61_000_000 + (i % 1_700)}`);
    expect(await uploadRows(editor, set, `name,phone\n${lines.join('\n')}\n`)).toMatchObject({
      rows: 1_800,
      accepted: 1_700,
      duplicates: 100,
    });
  });
});

test('two files with the same people in another order are imported at once', async () => {
  const people = Array.from({ length: 3_000 }, (_each, i) => `Person ${i},+569${62_000_000 + i}`);
  const [one, two] = [fresh(), fresh()];
  const both = await Promise.all([
    uploadRows(editor, one, `name,phone\n${people.join('\n')}\n`),
    uploadRows(editor, two, `name,phone\n${people.toReversed().join('\n')}\n`),
  ]);
  expect(both.map(({ accepted }) => accepted)).toEqual([3_000, 3_000]);
  expect(product.faults).toEqual([]);
});

describe('a file that is none of that is refused, and nothing of it stays', () => {
  test.each<[string, string | Uint8Array, Record<string, string>, string]>([
    ['an empty file', '', {}, 'FileIsEmpty'],
    ['a header without rows', 'name,phone\n', {}, 'FileHasNoRows'],
    ['a header longer than 64 kB', `name,phone,${'x'.repeat(70_000)}\nAna,1,\n`, {}, 'HeaderIsTooLong'],
    ['a header with an open quote', `name,phone,"${'x\n'.repeat(50_000)}`, {}, 'HeaderCannotBeRead'],
    ['too many columns', `phone,${'x,'.repeat(1_001)}\n1\n`, {}, 'FileHasTooManyColumns'],
    ['no header', '+56961234567,Ana\n+56961234568,Bea\n', {}, 'HeaderIsMissing'],
    ['a web page', '<html><body>phone,name</body></html>', {}, 'FileIsNotText'],
    ['a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), {}, 'FileIsNotText'],
    ['a compressed file', gzipSync('name,phone\n'), {}, 'FileIsNotText'],
    ['a file with zero bytes', Buffer.from('name\0phone\n'), {}, 'FileIsNotText'],
    ['an unknown country', 'name,phone\nAna,1\n', { country: 'XX' }, 'CountryIsUnknown'],
    ['a mapped column that is not there', 'name,phone\nAna,1\n', { phone: 'mobile' }, 'ColumnIsMissing'],
    ['no column that could hold numbers', 'a,b\n1,2\n', {}, 'PhoneColumnIsUnclear'],
  ])('%s', async (_what, body, query, code) => {
    const answer = await upload(body, query);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(String(answer.body.detail).length).toBeGreaterThan(20);
    const { rows } = await product.db.pool.query('select 1 from uploads.part union all select 1 from uploads.file');
    expect(rows).toEqual([]);
  });
  test('a malformed request says which field', async () => {
    const answer = await upload('name,phone\nAna,1\n', { commandId: 'x' });
    expect([answer.status, String(answer.body.detail)]).toEqual([400, expect.stringContaining('commandId')]);
  });
  test('an id that is taken is refused, the same upload twice is answered twice', async () => {
    const set = fresh();
    const query = { commandId: randomUUID(), name: 'Set', fileName: 'set.csv' };
    const ask = (commandId: string) =>
      editor.upload(
        `/api/campaigns/${set.campaignId}/data-sets/${set.dataSetId}`,
        { ...query, commandId },
        'phone\n+56961234567\n',
      );
    expect((await ask(query.commandId)).status).toBe(200);
    expect((await ask(query.commandId)).status).toBe(200);
    expect((await ask(randomUUID())).body.code).toBe('DataSetExists');
  });
  test('a campaign that does not exist takes none', async () => {
    const answer = await editor.upload(
      `/api/campaigns/${randomUUID()}/data-sets/${randomUUID()}`,
      { commandId: randomUUID(), name: 'Set', fileName: 'set.csv' },
      'phone\n1\n',
    );
    expect(answer.status).toBe(404);
  });
});

describe('rejected rows', () => {
  test('come back as CSV with their columns, number and reason, and no spreadsheet takes them for a formula', async () => {
    const set = fresh();
    await uploadRows(editor, set, 'name,phone\n=cmd|calc,12\n@SUM(A1),\n"a ""b"", c",+1\n');
    const { text, status, headers } = await editor.get(`/api/data-sets/${set.dataSetId}/rejects.csv`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = text.replace('\uFEFF', '').trim().split('\r\n');
    expect(lines[0]).toBe('name,phone,row number,rejected because,explanation');
    expect(lines[1]).toMatch(/^'=cmd\|calc,12,1,Phone/);
    expect(lines[2]).toMatch(/^'@SUM\(A1\),,2,PhoneMissing,/);
    expect(lines[3]).toMatch(/^"a ""b"", c",'\+1,3,/);
  });
  test('can be corrected and uploaded again', async () => {
    const set = fresh();
    await uploadRows(editor, set, 'name,phone\nAna,12\n');
    const { text } = await editor.get(`/api/data-sets/${set.dataSetId}/rejects.csv`);
    expect(await uploadRows(editor, fresh(), text.replace(',12,', ',+56961234567,'))).toMatchObject({
      accepted: 1,
      rejected: 0,
    });
  });
  test('can be corrected and uploaded again as often as need be: columns and formulas stay as they are', async () => {
    const [first, second] = [fresh(), fresh()];
    await uploadRows(editor, first, 'name,phone\n=SUM(A1),12\n');
    const { text: once } = await editor.get(`/api/data-sets/${first.dataSetId}/rejects.csv`);
    await uploadRows(editor, second, once);
    const { text: twice } = await editor.get(`/api/data-sets/${second.dataSetId}/rejects.csv`);
    expect(twice).toBe(once);
  });
  test('come page by page, each once', async () => {
    const set = fresh();
    const lines = Array.from({ length: 1_300 }, (_each, i) =>
      i % 10 === 0 ? `Bad ${i},12` : `Good ${i},+569${61_500_000 + i}`,
    );
    await uploadRows(editor, set, `name,phone\n${lines.join('\n')}\n`);
    const found: { line: number; code: string; values: { name: string } }[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { body } = await editor.get(`/api/data-sets/${set.dataSetId}/rejects?limit=50&after=${after}`);
      found.push(...(body.rejects as typeof found));
      after = body.next as string | null;
    }
    expect(found.map(({ line }) => line)).toEqual(Array.from({ length: 130 }, (_each, i) => i * 10 + 1));
    expect(found[1]).toMatchObject({ line: 11, code: 'PhoneInvalid', values: { name: 'Bad 10', phone: '12' } });
    const wrong = await editor.get(`/api/data-sets/${set.dataSetId}/rejects?after=x`);
    expect([wrong.status, String(wrong.body.detail)]).toEqual([400, expect.stringContaining('after')]);
  });
  test('are not for those who may not see personal data', async () => {
    const auditor = await product.as('auditor');
    expect((await auditor.get(`/api/data-sets/${randomUUID()}/rejects.csv`)).status).toBe(403);
  });
});
