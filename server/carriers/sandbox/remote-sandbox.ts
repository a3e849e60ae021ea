import type { ListedMessage, MessageCarrier, SendAnswer } from '#contracts/carrier';
import { sign } from './signature.ts';

/** The sandbox in another process as a carrier. Without an answer nobody knows whether a message arrived there. */
export function createRemoteSandbox({
  url,
  secret,
  timeoutMs = 2_500,
}: {
  url: string;
  secret: string;
  timeoutMs?: number;
}): MessageCarrier {
  const call = async <T>(method: 'GET' | 'POST', path: string, body: string): Promise<T> => {
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
  return {
    provider: 'sandbox',
    provesAbsence: true,
    send: (message) =>
      call<SendAnswer>('POST', '/messages', JSON.stringify(message)).catch((error: unknown) => ({
        answer: 'unknown',
        sentence: (error as Error).message,
      })),
    list: (query) => call<readonly ListedMessage[]>('GET', `/messages?${new URLSearchParams(query).toString()}`, ''),
  };
}
