import type { RequestListener } from 'node:http';

/** Listens from the first moment, and says so until the product behind it is ready. */
export function createGate(): { readonly handle: RequestListener; open(to: RequestListener): void } {
  let behind: RequestListener = (_request, response) => {
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
