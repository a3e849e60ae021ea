type Answered = { readonly status?: number; readonly body?: unknown };

/**
 * The server's door, as the app finds it: what it answers to `GET /api/me` and the like. Everything else is a 404; `null`
 * is a server that cannot be reached. What was asked is noted.
 */
export function serverAnswers(doors: Readonly<Record<string, Answered | null | ((body: unknown) => Answered)>>): {
  readonly asked: { readonly door: string; readonly body: unknown }[];
} {
  const asked: { door: string; body: unknown }[] = [];
  globalThis.fetch = ((path: string, request: RequestInit) => {
    const door = `${request.method ?? 'GET'} ${path}`;
    const body = typeof request.body === 'string' ? (JSON.parse(request.body) as unknown) : null;
    asked.push({ door, body });
    const found = doors[door];
    if (found === null) return Promise.reject(new TypeError('the network is down'));
    const { status = 200, body: answer = {} } = typeof found === 'function' ? found(body) : (found ?? { status: 404 });
    const text = JSON.stringify(answer);
    return Promise.resolve({ status, ok: status < 300, statusText: '', text: () => Promise.resolve(text) });
  }) as typeof fetch;
  return { asked };
}
