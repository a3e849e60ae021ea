import * as z from 'zod';
import { door } from './door.ts';

const tag = 'This document';

export const readDocument = door({
  ...{ name: 'readDocument', method: 'get', path: '/api/openapi.json', tag, permission: 'anybody' },
  summary: 'Every door of the product as OpenAPI 3.1.',
  answer: z.looseObject({ openapi: z.string() }),
});

export const readDocs = door({
  ...{ name: 'readDocs', method: 'get', path: '/api/docs', tag, permission: 'anybody' },
  summary: 'The same, to be read by people.',
  answer: { file: 'text/html' },
});

/** What the page is made of. */
export const docsFiles = ['swagger-ui.css', 'swagger-ui-bundle.js', 'open-docs.js'] as const;

export const readDocsFile = door({
  ...{ name: 'readDocsFile', method: 'get', path: '/api/docs/{file}', tag, permission: 'anybody' },
  params: z.object({ file: z.enum(docsFiles) }),
  summary: 'What the page is made of.',
  answer: { file: 'text/*' },
});
