import type { Carrier, KeptCall, ListedMessage, Passed, SendAnswer } from '#contracts/carrier';
import { sign } from './signature.ts';

/** The sandbox in another process as a carrier. Without an answer nobody knows whether an attempt arrived there. */
export function createRemoteSandbox({
  url,
  secret,
  timeoutMs = 2_500,
}: {
  url: string;
  secret: string;
  timeoutMs?: number;
}): Carrier {
  const ask = async <T>(method: 'GET' | 'POST', path: string, body = ''): Promise<T> => {
    const headers = { 'x-sandbox-signature': sign(secret, `${path}${body}`, Date.now()) };
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body ? { body } : {}),
    });
    if (!response.ok) throw new Error(`The sandbox at ${url} answered ${response.status}.`);
    return (await response.json()) as T;
  };
  const attempt = (path: string, order: object): Promise<SendAnswer> =>
    ask<SendAnswer>('POST', path, JSON.stringify(order)).catch((error: unknown) => ({
      answer: 'unknown',
      sentence: (error as Error).message,
    }));
  const queried = (path: string, query: Readonly<Record<string, string>>): string =>
    `${path}?${new URLSearchParams(query).toString()}`;
  return {
    provider: 'sandbox',
    provesAbsence: true,
    send: (message) => attempt('/messages', message),
    list: (query) => ask<readonly ListedMessage[]>('GET', queried('/messages', query)),
    history: async function* (query) {
      yield await ask<readonly Passed[]>('GET', queried('/history', query));
    },
    call: (call) => attempt('/calls', call),
    answer: (call) => attempt('/answers', call),
    transfer: (transfer) => attempt('/transfers', transfer),
    hangUp: async (providerId) => {
      await ask<null>('POST', '/hang-ups', JSON.stringify({ providerId }));
    },
    listCalls: (query) => ask<readonly KeptCall[]>('GET', queried('/calls', query)),
    keptCall: (providerId) => ask<KeptCall | null>('GET', `/calls/${encodeURIComponent(providerId)}`),
  };
}
