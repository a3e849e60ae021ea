import { randomUUID } from 'node:crypto';
import type { Ingest } from '#contracts/carrier';
import type { DestinationStream } from 'pino';
import type { Role } from '#contracts/person/roles';
import { projections } from '#projections/all';
import { reportingSql } from '#projections/reporting';
import { createApp, type App } from '#server/app';
import { memoryLedger } from '#server/carriers/sandbox/ledger';
import { createSandboxCarrier } from '#server/carriers/sandbox/sandbox-carrier';
import { openSandboxWorld } from '#server/carriers/sandbox/sandbox-world';
import { undisturbed, type Mood } from '#server/carriers/sandbox/script';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { listenHttp } from '#server/engine/http/http-app';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';
import { installProjections } from '#server/engine/subscriptions/install-projections';
import { migrations } from '#server/migrations';
import { createProductLog, loggedBy } from '#server/product-log';
import { everyRole, type ProcessRoles } from '#server/process-roles';

export type Answer = {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly headers: Headers;
};
/** Somebody who is signed in, or nobody. */
export type Caller = {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  command(path: string, type: string, data?: object, commandId?: string): Promise<Answer>;
  upload(path: string, query: Record<string, string>, body: Uint8Array | string): Promise<Answer>;
};

/** The whole product on a database of its own, listening on a port of its own, with an in-process sandbox. */
export type TestProduct = {
  readonly app: App;
  readonly db: Database;
  readonly url: string;
  readonly faults: readonly Error[];
  readonly ledger: ReturnType<typeof memoryLedger>;
  readonly nobody: Caller;
  as(role: Role): Promise<Caller>;
  /** The cookie of somebody with that role, for requests that no caller makes. */
  cookie(role: Role): Promise<string>;
  caughtUp(): Promise<void>;
  close(): Promise<void>;
};

const secret = 'a secret for tests only';
const everyFollower = [...projections.map(({ name }) => name), 'dispatcher', 'forgetter', 'ledger'];

type Options = Partial<Mood> & {
  readonly seed?: string;
  /** The book of a sandbox that other products have written in before. */
  readonly ledger?: ReturnType<typeof memoryLedger>;
  /** What is done to the database before the product starts on it. */
  readonly prepare?: (db: Database) => Promise<void>;
  /** Where its events are; else in its database. */
  readonly openStore?: (db: Database) => EventStore;
  readonly roles?: ProcessRoles;
  /** How many proxies are before it. */
  readonly proxies?: number;
  /** Where its log goes. */
  readonly log?: DestinationStream;
};

export async function startTestProduct({
  timing = 'instant',
  disturbances = undisturbed,
  seed = 'tests',
  ledger = memoryLedger(),
  prepare = () => Promise.resolve(),
  openStore = openPostgresEventStore,
  roles = everyRole,
  proxies = 0,
  log = { write: () => undefined },
}: Options = {}): Promise<TestProduct> {
  const { db, close } = await openTestDatabase(migrations);
  await installProjections(db, projections, reportingSql);
  await prepare(db);
  const faults: Error[] = [];
  const openSandbox = (deliver: Ingest) => {
    const world = openSandboxWorld({ seed, timing, disturbances, ledger, deliver });
    return { carrier: createSandboxCarrier(world), close: () => world.close() };
  };
  const config = {
    ...{ ORGANISATION_COUNTRY: 'CL', PUBLIC_URL: undefined, SANDBOX_SECRET: secret, UPLOAD_LIMIT_MB: 64 },
    TRUST_PROXY: proxies,
  };
  const logged = loggedBy(createProductLog('debug', log));
  const app = await createApp({
    ...logged,
    db,
    store: openStore(db),
    roles,
    config,
    openSandbox,
    now: () => new Date().toISOString(),
    report: (fault, about) => {
      faults.push(fault);
      logged.report(fault, about);
    },
  });
  const listening = await listenHttp(app.http, 0, '127.0.0.1');
  app.attachSockets(listening.server);
  app.start();
  return {
    ...{ app, db, url: listening.url, faults, ledger },
    nobody: callerWith(listening.url, null),
    as: async (role) => callerWith(listening.url, await cookieFor(app, listening.url, role)),
    cookie: (role) => cookieFor(app, listening.url, role),
    caughtUp: () => caughtUp(app.log, db, everyFollower),
    close: async () => {
      await app.closeSockets();
      await listening.close();
      await app.stop();
      await close();
    },
  };
}

export { secret as sandboxSecret };

async function cookieFor({ signIn }: App, url: string, role: Role): Promise<string> {
  const email = `${role}-${randomUUID()}@example.org`;
  await signIn.invite({ email, name: role, role, by: 'system:test' });
  const { token } = await signIn.issueLink(email, 10);
  const response = await fetch(`${url}/api/sign-in/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return response.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
}

export function callerWith(url: string, cookie: string | null): Caller {
  const call = async (path: string, request: RequestInit): Promise<Answer> => {
    const headers = { ...(request.headers as Record<string, string>), ...(cookie === null ? {} : { cookie }) };
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...request, headers });
    const text = await response.text();
    return { status: response.status, body: asObject(text), text, headers: response.headers };
  };
  const post: Caller['post'] = (path, body, headers = {}) =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return {
    get: (path) => call(path, {}),
    post,
    command: (path, type, data = {}, commandId = randomUUID()) => post(path, { commandId, type, data }),
    upload: (path, query, body) =>
      call(`${path}?${new URLSearchParams(query).toString()}`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: body as string,
      }),
  };
}

function asObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
