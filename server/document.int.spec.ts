import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { problemBody } from '#contracts/wire/http';
import { startTestProduct, type TestProduct } from '#testing/product';

let product: TestProduct;
let document: { readonly paths: Record<string, Record<string, { readonly description: string }>> };

beforeAll(async () => {
  product = await startTestProduct();
  document = (await product.nobody.get('/api/openapi.json')).body as typeof document;
});
afterAll(() => product.close());

type Layer = {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
  readonly handle: { readonly stack?: readonly Layer[] };
};
function routesIn(stack: readonly Layer[]): string[] {
  return stack.flatMap(({ route, handle }) =>
    route
      ? Object.keys(route.methods).map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`)
      : routesIn(handle.stack ?? []),
  );
}

describe('the document of the doors', () => {
  test('is OpenAPI 3.1', async () => {
    const result = await new Validator().validate(document);
    expect(result).toEqual({ valid: true });
    expect(document).toMatchObject({ openapi: '3.1.0' });
  });
  test('names every door that is served, and no other', () => {
    const { stack } = product.app.http.router as unknown as { stack: readonly Layer[] };
    const served = routesIn(stack);
    const declared = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(served.toSorted()).toEqual(declared.toSorted());
  });
  test('has a name of its own for every door', () => {
    const names = product.app.doors.map(({ door }) => door.name);
    expect(names).toEqual([...new Set(names)]);
  });
  test.each([
    ['commandAgent', ['contracts/agent']],
    ['commandExecution', ['contracts/execution']],
    ['commandFlow', ['contracts/flow', 'server/flows']],
    [
      'commandDataSet',
      ['contracts/data-set', 'server/datasets/process-upload.ts', 'server/datasets/understand-file.ts'],
    ],
    ['uploadDataSet', ['contracts/data-set', 'server/datasets']],
    ['commandCampaign', ['contracts/campaign']],
    ['commandChannel', ['contracts/channel', 'server/channels']],
    ['commandOrganisation', ['contracts/organisation']],
    ['commandTemplate', ['contracts/template']],
  ])('%s names every refusal of its rules', (name, rules) => {
    const found = product.app.doors.find(({ door }) => door.name === name)?.door;
    if (!found) throw new Error(`There is no door ${name}.`);
    const described = document.paths[found.path]?.[found.method]?.description ?? '';
    for (const code of new Set(rules.flatMap(refusalsIn))) expect(described).toContain(`\`${code}\``);
  });
});

/** The codes that the rules in a folder refuse with. */
function refusalsIn(folder: string): string[] {
  const files = folder.endsWith('.ts') ? [folder] : readdirSync(folder).map((file) => `${folder}/${file}`);
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/refuse\(\s*'(\w+)'/g)].map(([, code = '']) => code));
}

describe('the page of the document', () => {
  test('brings its script and styles from here, as our policy wants it', async () => {
    const page = await product.nobody.get('/api/docs');
    const brought = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(brought.length).toBe(3);
    for (const path of brought) expect([path, (await product.nobody.get(path)).status]).toEqual([path, 200]);
    expect(page.text).not.toMatch(/<script>|style=|https?:/);
  });
  test('says of a part that a file does not have what is wrong with it, like every other no', async () => {
    for (const headers of [{ range: 'bytes=99999999-' }, { 'if-match': '"another"' }]) {
      const answer = await fetch(`${product.url}/api/docs/swagger-ui.css`, { headers });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(problemBody.parse(await answer.json())).toMatchObject({
        status: answer.status,
        detail: expect.stringContaining('Leave Range'),
      });
    }
  });
  test('brings nothing else from the disk', async () => {
    for (const path of ['/api/docs/package.json', '/api/docs/..%2Fpackage.json'])
      expect((await product.nobody.get(path)).status).toBe(400);
  });
});
