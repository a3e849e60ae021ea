import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { sign } from '#server/carriers/sandbox/signature';

/**
 * What stands between the product and its carrier, and can be harmed: orders one way, callbacks the other. It signs what
 * passes anew at the time of whoever gets it, since the signatures of real carriers know no time.
 */
export type CarrierLine = {
  readonly url: string;
  /** Both ends. */
  connect(ends: { readonly carrier: string; readonly product: string; readonly secret: string }): void;
  /** The clock of the product is wrong by so many milliseconds. */
  clock(offsetMs: number): void;
  /** Answers come so much later; what was asked has reached the carrier long before. Milliseconds. */
  slow(ms: number): void;
  /** The carrier stands still: what it is asked waits before its doors until `mend`, and is then taken in any order. */
  hold(): void;
  /** Nothing passes, either way. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
};

/** How long a carrier that goes on takes to take what waited. Milliseconds. */
const takenWithinMs = 500;

export async function openCarrierLine(): Promise<CarrierLine> {
  let ends = { carrier: '', product: '', secret: '' };
  let [delayMs, offsetMs, isCut] = [0, 0, false];
  let held: PromiseWithResolvers<undefined> | null = null;

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (isCut) {
      request.socket.destroy();
      return;
    }
    let body = '';
    for await (const piece of request) body += String(piece);
    const path = request.url ?? '/';
    const isCallback = path.startsWith('/hooks/');
    const signature = isCallback
      ? sign(ends.secret, body, Date.now() + offsetMs)
      : sign(ends.secret, `${path}${body}`, Date.now());
    const headers = { 'content-type': 'application/json', 'x-sandbox-signature': signature };
    if (held && !isCallback) {
      await held.promise;
      await wait(Math.random() * takenWithinMs);
    }
    const asked = { method: request.method ?? 'GET', headers, ...(body === '' ? {} : { body }) };
    const answer = await fetch(`${isCallback ? ends.product : ends.carrier}${path}`, asked);
    const text = await answer.text();
    if (!isCallback) await wait(delayMs);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  };

  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connect: (both) => {
      ends = both;
    },
    clock: (ms) => {
      offsetMs = ms;
    },
    slow: (ms) => {
      delayMs = ms;
    },
    cut: () => {
      isCut = true;
    },
    hold: () => {
      held ??= Promise.withResolvers();
    },
    mend: () => {
      [delayMs, isCut] = [0, false];
      held?.resolve(undefined);
      held = null;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
