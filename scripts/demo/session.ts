import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** A signed-in caller of the product's HTTP interface. An error answer becomes a fault with the server's own sentence. */
export type Session = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  command(path: string, type: string, data: object): Promise<void>;
  upload(path: string, query: Readonly<Record<string, string>>, body: ReadableStream): Promise<void>;
};

export async function signIn(url: string, token: string): Promise<Session> {
  const response = await fetch(`${url}/api/sign-in/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw new Error(`Signing in at ${url}: ${await sentenceOf(response)}`);
  const cookie = response.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  const call = async <T>(path: string, request: RequestInit): Promise<T> => {
    const asked = { ...request, headers: { ...(request.headers as object), cookie } };
    const answer = await patiently(`${url}${path}`, asked);
    if (!answer.ok) throw new Error(await sentenceOf(answer));
    return (await answer.json()) as T;
  };
  const post = <T>(path: string, body: unknown): Promise<T> =>
    call<T>(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return {
    get: (path) => call(path, {}),
    post,
    command: async (path, type, data) => {
      await post(path, { commandId: randomUUID(), type, data });
    },
    upload: async (path, query, body) => {
      const init = { method: 'POST', headers: { 'content-type': 'text/csv' }, body, duplex: 'half' };
      await call(`${path}?${new URLSearchParams(query).toString()}`, init as RequestInit);
    },
  };
}

/** So long a server that is being started again is waited for. */
const restartMs = 30_000;
const askAgainMs = 250;

/**
 * Asks until there is an answer: the server may be killed and started again meanwhile. Whatever it is asked here has an
 * id of its own and is done once; only a file that is under way is gone with the connection.
 */
async function patiently(url: string, request: RequestInit): Promise<Response> {
  const until = Date.now() + restartMs;
  for (;;) {
    try {
      return await fetch(url, request);
    } catch (cause) {
      const mayAskAgain = request.body === undefined || typeof request.body === 'string';
      if (!mayAskAgain || Date.now() > until)
        throw new Error(`There was no answer from ${new URL(url).origin}; start the product and run the demo again.`, {
          cause,
        });
      await wait(askAgainMs);
    }
  }
}

async function sentenceOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { detail } = JSON.parse(text) as { detail?: string };
    return detail ?? text;
  } catch {
    return `the server answered ${response.status}: ${text.slice(0, 200)}`;
  }
}
