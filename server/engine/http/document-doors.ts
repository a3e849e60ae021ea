import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { readDocs, readDocsFile, readDocument } from '#contracts/wire/document-doors';
import { openApiOf, type OpenApi } from './openapi.ts';
import { serve, type Served } from './serve.ts';

const files = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Our policy takes scripts and styles from ourselves only, so the page brings its script as a file. */
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>AI Flows API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<script src="/api/docs/swagger-ui-bundle.js" defer></script><script src="/api/docs/open-docs.js" defer></script>
</head>
<body><div id="docs"></div></body>
</html>`;
const script = `window.ui = SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });
`;

type About = { readonly version: string; readonly cookie: string };

/** The OpenAPI document of these doors (and its own), and a page to read it on. */
export function documentDoors(doors: readonly Served[], { version, cookie }: About): readonly Served[] {
  let document: OpenApi | undefined;
  const own: Served[] = [
    serve(readDocument, () => {
      document ??= openApiOf(
        [...doors, ...own].map(({ door }) => door),
        {
          title: 'AI Flows',
          version,
          cookie,
          description:
            'Outreach campaigns: built, run, and proved. Parameters and fields that a door does not know are refused (400).',
        },
      );
      return Promise.resolve(document as unknown as { openapi: string });
    }),
    serve(readDocs, ({ response }) => {
      response.type('html').send(page);
      return Promise.resolve(undefined);
    }),
    serve(readDocsFile, ({ params: { file }, response }) => {
      if (file === 'open-docs.js') response.type('js').send(script);
      else response.sendFile(file, { root: files });
      return Promise.resolve(undefined);
    }),
  ];
  return own;
}
