import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { isConnectionFault, isDiskFull } from '#server/engine/postgres/connection-fault';
import { AppendOutcomeUnknown, StoreUnavailable } from '#server/engine/eventstore/store-faults';
import { TablesBehind } from '#server/engine/subscriptions/tables-behind';
import type { Allow } from './door.ts';
import type { Within } from './own-writes.ts';
import { problem } from './problem.ts';
import { passages, type Served } from './serve.ts';
import { answerOutOfOrder, answerUnreadable } from './unreadable-request.ts';

/** A request that was answered, as a log may hold it: the pattern of its route, never its path or query. */
export type SeenRequest = {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
};

type Parts = {
  readonly doors: readonly Served[];
  readonly allow: Allow;
  /** Pages for browsers; everything else is a door. */
  readonly pages: readonly Router[];
  readonly report: (fault: Error, requestId: string) => void;
  /** So many proxies before it say in X-Forwarded-For whose request they pass on; nobody else is believed. */
  readonly proxies?: number;
  readonly seen?: (request: SeenRequest) => void;
  readonly ownWrites?: Within;
};

/** Everything between the socket and the routes: headers, bodies, errors. Nothing listens yet. */
export function createHttpApp({ doors, allow, pages, report, proxies = 0, seen, ownWrites }: Parts): Express {
  const app = express();
  app.set('trust proxy', proxies);
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          'default-src': ["'self'"],
          // Angular puts the styles of a component into the page when it is first shown. A nonce would change the bytes
          // of the first page, which the service worker keeps by their hash.
          'style-src': ["'self'", "'unsafe-inline'"],
          'font-src': ["'self'"],
          'upgrade-insecure-requests': null,
        },
      },
      strictTransportSecurity: false,
    }),
  );
  app.use(identified(seen));
  app.use((_request, response, next) => {
    response.locals.ownWrites = ownWrites;
    next();
  });
  for (const served of doors) app[served.door.method](expressPath(served.door.path), ...passages(served, allow));
  for (const page of pages) app.use(page);
  app.use((request, response) => {
    problem(response, 404, {
      code: 'NotFound',
      detail: `There is nothing at ${request.method} ${request.path}; what there is stands at /api/docs.`,
    });
  });
  app.use(errors(report));
  return app;
}

/** Every request has an id; when it was answered, or its asker was gone, that is told. */
function identified(seen: Parts['seen']): RequestHandler {
  return ({ method }, response, next) => {
    const requestId = randomUUID();
    const began = performance.now();
    response.locals.requestId = requestId;
    response.set('x-request-id', requestId);
    response.once('close', () => {
      const route = typeof response.locals.route === 'string' ? response.locals.route : 'none';
      // An asker who left before the answer was whole: as nginx has it.
      const status = response.writableFinished ? response.statusCode : 499;
      seen?.({ requestId, method, route, status, ms: Math.round((performance.now() - began) * 10) / 10 });
    });
    next();
  };
}

/** `/api/campaigns/{campaignId}` as Express writes it. */
function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** What Express and its reader of bodies say about a request. */
type BodyFault = Error & {
  readonly status?: number;
  readonly type?: string;
  readonly code?: string;
  readonly length?: number;
  readonly limit?: number;
};

/** The codes of zlib, of Brotli and of Zstandard. */
const cannotUnpack = /^(Z_|ERR__|ZSTD_)/;

function sentenceOf({ type, code, message, length, limit, status }: BodyFault): string {
  if (type === 'entity.parse.failed')
    return `The body is not JSON: ${message}. Send one JSON object, written as UTF-8.`;
  if (status === 413)
    return `The body has ${length ?? 'more'} bytes, at most ${limit ?? 'fewer'} are wanted here; send less at once.`;
  if (type === 'charset.unsupported') return `The body comes with an ${message}; send it as UTF-8.`;
  if (type === 'encoding.unsupported') return `The body comes with an ${message}; send it as it is, or by gzip.`;
  if (status === 412 || status === 416)
    return `A header of the request asks for a part or a state of this file that it does not have: ${message}. Leave Range and If-… out.`;
  if (cannotUnpack.test(code ?? ''))
    return 'The body is not compressed as its content-encoding says; send it as it is, or say how it is compressed.';
  return message.startsWith('Failed to decode')
    ? `The address cannot be read: ${message}. Write it percent-encoded, as UTF-8.`
    : message;
}

function errors(report: Parts['report']): ErrorRequestHandler {
  return (error: BodyFault, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error.status !== undefined && error.status < 500) {
      const code = error.status === 413 ? 'TooLarge' : 'Invalid';
      problem(response, error.status, { code, detail: sentenceOf(error) });
      return;
    }
    if (error instanceof TablesBehind) {
      problem(response, 503, { code: 'TablesAreBehind', detail: error.message });
      return;
    }
    const requestId = String(response.locals.requestId);
    report(error, requestId);
    if (isDiskFull(error)) {
      problem(response, 503, {
        code: 'DiskIsFull',
        detail: `The disk of the database is full; nothing was changed. Free some space and try again. (${requestId})`,
      });
      return;
    }
    if (error instanceof AppendOutcomeUnknown && !isConnectionFault(error)) {
      problem(response, 503, {
        code: 'NotAvailable',
        detail: `The event store cannot be reached any more; whether this was done is not known yet. Ask again with the same id: it is done once. (${requestId})`,
      });
      return;
    }
    if (isConnectionFault(error) || error instanceof StoreUnavailable) {
      problem(response, 503, {
        code: 'NotAvailable',
        detail: `The database cannot be reached at the moment; nothing was changed. Try again. (${requestId})`,
      });
      return;
    }
    problem(response, 500, {
      code: 'Fault',
      detail: `Something went wrong on our side; it is in the log under ${requestId}.`,
      details: { requestId },
    });
  };
}

/** So long may a request last that was under way when the server was asked to close. */
const lingerMs = 8_000;

/**
 * An idle connection is kept longer than a proxy keeps it (Caddy: two minutes): of a request that goes out on one which is
 * being closed at this end nobody knows whether it arrived. Milliseconds.
 */
const keepAliveMs = 125_000;

/** Listens; `close` lets requests under way finish. */
export async function listenHttp(
  app: RequestListener,
  port: number,
  host: string,
  tls: { readonly cert: string; readonly key: string } | null = null,
): Promise<{ server: Server; url: string; close(): Promise<void> }> {
  let closing = false;
  const answers = new WeakMap<Duplex, ServerResponse>();
  const handle: RequestListener = (request, response) => {
    answers.set(request.socket, response);
    // A connection that is kept alive would be waited for when its last request was answered.
    response.once('close', () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
    if (request.headers.host === undefined && request.httpVersion === '1.1')
      answerOutOfOrder(response, 400, 'The request names no host; send the header Host, as RFC 9112 has it.');
    else app(request, response);
  };
  // Who offers another protocol than that of our sockets, as Java and `curl --http2` do, is answered as if they had not.
  const shouldUpgradeCallback = ({ headers }: IncomingMessage): boolean =>
    headers.upgrade?.toLowerCase() === 'websocket';
  // What lacks a host is answered by us.
  const options = { shouldUpgradeCallback, requireHostHeader: false };
  const server =
    tls === null
      ? createServer(options, handle)
      : createSecureServer({ cert: tls.cert, key: tls.key, ...options }, handle);
  server.on('checkExpectation', ({ headers: { expect } }: IncomingMessage, response: ServerResponse) => {
    answerOutOfOrder(
      response,
      417,
      `“${expect ?? ''}” is expected of us, which nobody here knows; leave the header Expect out.`,
    );
  });
  server.keepAliveTimeout = keepAliveMs;
  server.on('clientError', (fault, socket) => {
    answerUnreadable(fault, socket, answers.get(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Listening on port ${port}: another program holds it; stop it, or set PORT to a free one.`, {
              cause: error,
            })
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
  const url = `${tls === null ? 'http' : 'https'}://localhost:${(server.address() as AddressInfo).port}`;
  return {
    server,
    url,
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), lingerMs).unref();
      }),
  };
}
