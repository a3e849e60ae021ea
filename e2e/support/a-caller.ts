import { randomUUID } from 'node:crypto';
import type { APIRequestContext, APIResponse, Browser } from 'playwright-core';
import type { Caller } from '#testing/product';
import { newContext, signInAsAdministrator } from './people.ts';

/** An administrator who asks the product's doors, to prepare what a journey looks at. */
export async function administratorsCaller(browser: Browser): Promise<Caller> {
  const context = await newContext(browser);
  await signInAsAdministrator(context);
  return callerOver(context.request);
}

function callerOver(request: APIRequestContext): Caller {
  const answerOf = async (asked: Promise<APIResponse>) => {
    const response = await asked;
    const text = await response.text();
    const isJson = (response.headers()['content-type'] ?? '').includes('json');
    const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status(), body, text, headers: new Headers(response.headers()) };
  };
  const post: Caller['post'] = (path, data, headers = {}) => answerOf(request.post(path, { data, headers }));
  return {
    post,
    get: (path) => answerOf(request.get(path)),
    command: (path, type, data = {}, commandId = randomUUID()) => post(path, { commandId, type, data }),
    upload: (path, query, file) =>
      answerOf(
        request.post(`${path}?${new URLSearchParams(query).toString()}`, {
          data: Buffer.from(file),
          headers: { 'content-type': 'text/csv' },
        }),
      ),
  };
}
