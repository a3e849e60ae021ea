import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Answers whoever wants something else than JSON; false: it did not. */
type ForBrowsers = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Listens from the first moment, and says so until the product behind it is ready. */
export function createGate(forBrowsers: ForBrowsers): {
  readonly handle: RequestListener;
  open(to: RequestListener): void;
} {
  let behind: RequestListener = (request, response) => {
    if (forBrowsers(request, response)) return;
    const detail = 'The product is starting; ask again in a moment.';
    const body = { type: 'about:blank', title: 'Not available', status: 503, code: 'Starting', detail };
    response
      .writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' })
      .end(JSON.stringify(body));
  };
  return {
    handle: (request, response) => behind(request, response),
    open: (to) => {
      behind = to;
    },
  };
}
