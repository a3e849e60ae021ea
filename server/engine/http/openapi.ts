import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { Door } from '#contracts/wire/door';
import { problemBody, problemTitles, type ProblemStatus } from '#contracts/wire/http';

export type OpenApi = ReturnType<OpenApiGeneratorV31['generateDocument']>;

type About = {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly cookie: string;
};

/** The OpenAPI 3.1 document of these doors. */
export function openApiOf(doors: readonly Door[], { title, version, description, cookie }: About): OpenApi {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', {
    ...{ type: 'apiKey', in: 'cookie', name: cookie },
    description: 'The cookie of a sign-in.',
  });
  registry.registerComponent('securitySchemes', 'token', {
    ...{ type: 'http', scheme: 'bearer' },
    description: 'An API token: `Authorization: Bearer …`.',
  });
  for (const door of doors) registry.registerPath(pathOf(door));
  return new OpenApiGeneratorV31(registry.definitions, { sortComponents: 'alphabetically' }).generateDocument({
    openapi: '3.1.0',
    info: { title, version, description },
    servers: [{ url: '/' }],
    tags: [...new Set(doors.map(({ tag }) => tag))].map((name) => ({ name })),
  });
}

function pathOf(door: Door): RouteConfig {
  const { name, method, path, tag, permission, summary, params, query, body, bodyAs } = door;
  const open = permission === 'anybody' || permission === 'signature';
  const content = {
    json: { 'application/json': { schema: body ?? z.unknown() } },
    file: { 'text/csv': { schema: binary }, 'application/octet-stream': { schema: binary } },
    signedText: { 'application/json': { schema: body ?? z.unknown() } },
  }[bodyAs];
  return {
    ...{ method, path, operationId: name, tags: [tag], summary, description: descriptionOf(door) },
    security: open ? [] : [...(door.alsoFromHere === true ? [{}] : []), { session: [] }, { token: [] }],
    request: {
      ...(Object.keys(params.shape).length > 0 ? { params } : {}),
      ...(Object.keys(query.shape).length > 0 ? { query } : {}),
      ...(body === null ? {} : { body: { required: true, content } }),
    },
    responses: {
      ...answerOf(door),
      ...Object.fromEntries(problemsOf(door).map((status) => [status, problemOf(door, status)])),
    },
  };
}

const binary = z.string().meta({ format: 'binary' });

function descriptionOf({ description, permission, permissions, refusals, missing }: Door): string {
  const who = {
    anybody: 'Open to anybody.',
    signedIn: 'For whoever is signed in.',
    signature: 'Who asks is proved by a signature over the raw body.',
  } as Readonly<Record<string, string>>;
  const each = Object.entries(permissions ?? {}).map(([type, needed]) => `- \`${type}\`: \`${needed}\``);
  return [
    ...(description === undefined ? [] : [description]),
    who[permission] ?? `Needs the permission \`${permission}\`.`,
    ...(each.length > 0 ? [`Single commands need besides:\n\n${each.join('\n')}`] : []),
    ...(refusals.length > 0 ? [`May be refused (422) with: ${refusals.map((code) => `\`${code}\``).join(', ')}.`] : []),
    ...(missing === undefined ? [] : [`404: ${missing}`]),
  ].join('\n\n');
}

function answerOf({ answer }: Door): RouteConfig['responses'] {
  if (answer === null) return { 204: { description: 'Done; there is nothing to say.' } };
  if ('file' in answer) return { 200: { description: 'The file.', content: { [answer.file]: { schema: binary } } } };
  return { 200: { description: 'The answer.', content: { 'application/json': { schema: answer } } } };
}

/** With which statuses a door may say no. */
export function problemsOf({ method, permission, body, refusals, missing, limited }: Door): readonly ProblemStatus[] {
  const open = permission === 'anybody' || permission === 'signature';
  return [
    // Also a parameter that is not known is told.
    400,
    ...(open && limited !== true && permission !== 'signature' ? [] : [401 as const]),
    // A page of another site changes nothing here, whoever is asked for.
    ...(open && (method === 'get' || permission === 'signature') ? [] : [403 as const]),
    ...(missing === undefined ? [] : [404 as const]),
    ...(refusals.length > 0 ? [409 as const, 422 as const] : []),
    ...(body === null ? [] : [413 as const, 415 as const]),
    ...(limited === true ? [429 as const] : []),
    ...[500 as const, 503 as const],
  ];
}

function problemOf(_door: Door, status: ProblemStatus): RouteConfig['responses'][number] {
  return { description: problemTitles[status], content: { 'application/problem+json': { schema: problemBody } } };
}
