import type { Server as HttpServer } from 'node:http';
import type { Express, Router } from 'express';
import type { Ingest } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import { personalFields } from '#contracts/registry';
import { upcasters } from '#contracts/upcasters';
import { projections } from '#projections/all';
import { createBackground } from '#server/background';
import { createIngest } from '#server/callbacks/ingest';
import { callbackDoors } from '#server/callbacks/routes';
import { isSigned } from '#server/carriers/sandbox/signature';
import { channelsByNumber } from '#server/channels/channel-by-number';
import type { Config } from '#server/config';
import { forgetter } from '#server/contacts/forgetter';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { documentDoors } from '#server/engine/http/document-doors';
import { createHttpApp, type SeenRequest } from '#server/engine/http/http-app';
import type { Served } from '#server/engine/http/serve';
import { createLog } from '#server/engine/log/create-log';
import { installationSecret } from '#server/engine/log/installation-secret';
import { forgottenNotice, openKeyRing } from '#server/engine/log/key-ring';
import type { Log } from '#server/engine/log/log';
import { subjectIds } from '#server/engine/log/subject-ids';
import type { Database } from '#server/engine/postgres/database';
import { openTopics } from '#server/engine/postgres/topics';
import { listen } from '#server/engine/postgres/wake-up';
import { createOwnWrites } from '#server/engine/subscriptions/own-writes';
import { createFlowFolds } from '#server/flows/flow-folds';
import type { OpenedCarrier } from '#server/open-sandbox';
import { openSockets } from '#server/open-sockets';
import { cookieName, createDoor, createWhoIs } from '#server/people/door';
import { personTopic } from '#server/people/person-topic';
import { peopleDoors } from '#server/people/routes';
import { signInDoors } from '#server/people/sign-in-routes';
import { tokenDoors } from '#server/people/token-routes';
import { createMetrics } from '#server/metrics';
import { createSessions } from '#server/people/sessions';
import { createSignIn, type SignIn } from '#server/people/sign-in';
import { productDoors } from '#server/product-doors';
import { everyRole, type ProcessRoles } from '#server/process-roles';
import { statusDoors } from '#server/status-routes';
import { watchOutages } from '#server/watch-outages';

/** Raised when a door changes in a way that its callers notice. */
const apiVersion = '1.0.0';

type Parts = {
  /** Migrated, and with its read tables installed. */
  readonly db: Database;
  /** Where the events are; closed with the app. */
  readonly store: EventStore;
  /** What this process does; else everything. */
  readonly roles?: ProcessRoles;
  readonly config: Pick<
    Config,
    'ORGANISATION_COUNTRY' | 'PUBLIC_URL' | 'SANDBOX_SECRET' | 'TRUST_PROXY' | 'UPLOAD_LIMIT_MB'
  >;
  readonly openSandbox: (deliver: Ingest) => OpenedCarrier;
  /** The app's pages, asked last; none where only the API is wanted. */
  readonly client?: Router;
  readonly now: () => Instant;
  readonly report: (fault: Error, about?: Readonly<Record<string, unknown>>) => void;
  /** Good news for the log. */
  readonly tell: (sentence: string) => void;
  /** Told of every request that was answered. */
  readonly seen?: (request: SeenRequest) => void;
};

export type App = {
  readonly http: Express;
  /** Every door that is served. */
  readonly doors: readonly Served[];
  /** Lets the sockets answer on the server that `http` listens on. */
  attachSockets(server: HttpServer): void;
  /** Closes the sockets, without which a server would wait for them; to be called before it is closed. */
  closeSockets(): Promise<void>;
  readonly log: Log;
  readonly signIn: SignIn;
  /** A pseudonym of a number or address, under this installation's secret. */
  readonly idOf: (value: string) => string;
  /** Tells the importer that a file waits; it would find it by itself a little later. */
  wakeImporter(): void;
  /** Begins to follow the log, to import and to execute. */
  start(): void;
  /** Ends all of it; what is under way is brought to a safe point. */
  stop(): Promise<void>;
};

/** Everything wired, nothing listening and nothing running yet. */
export async function createApp({
  db,
  store,
  roles = everyRole,
  config,
  openSandbox,
  client,
  now,
  report: reportAll,
  tell,
  seen = () => undefined,
}: Parts): Promise<App> {
  const outages = watchOutages(db, store, { report: reportAll, tell });
  const { report } = outages;
  const keyRing = openKeyRing(db);
  const metrics = createMetrics(db);
  const ownWrites = await createOwnWrites(db, store.compare, [...projections, forgetter]);
  const log = ownWrites.noted(metrics.counted(createLog({ store, keyRing, personal: personalFields, upcasters })));
  const forgotten = listen(db.url, forgottenNotice, keyRing.drop);
  const secret = await installationSecret(db);
  const idOf = subjectIds(secret);
  const topics = openTopics(db);
  const changed = (personId: string): void => topics.publish([personTopic(personId)]);
  const sessions = createSessions(db, changed);
  const signIn = createSignIn({ log, personIdOf: idOf, now, changed });
  const whoIs = createWhoIs(log, sessions);
  const allow = createDoor(whoIs);
  const ingest = createIngest({
    log,
    contactIdOf: idOf,
    channelByNumber: channelsByNumber({ log, idOf, now: () => Date.parse(now()) }),
    now,
  });
  const sandbox = openSandbox(ingest);
  const carriers = new Map([['sandbox', metrics.countedCarrier(sandbox.carrier)]]);
  const background = createBackground({
    ...{ db, log, store, roles, now, report, carriers },
    contactIdOf: idOf,
    contactSecret: secret,
    topics,
  });
  const folds = createFlowFolds(log);
  const sockets = openSockets({
    ...{ db, log, folds, topics, whoIs, now, report, publicUrl: config.PUBLIC_URL },
  });

  const callbacks = callbackDoors({
    ingest,
    isSigned: (body, signature) =>
      config.SANDBOX_SECRET !== undefined && isSigned(config.SANDBOX_SECRET, body, signature, Date.parse(now())),
  });
  const product = productDoors({
    ...{ log, db, ownWrites, now, folds, idOf, carriers: [...carriers.keys()], wakeImporter: background.wakeImporter },
    organisationCountry: config.ORGANISATION_COUNTRY ?? null,
    uploadLimitBytes: config.UPLOAD_LIMIT_MB * 1024 * 1024,
    flowAppended: sockets.flowAppended,
  });
  metrics.watchSockets(sockets.open);
  const status = statusDoors({ db, roles, followers: background.followers, ...outages, metrics });
  const people = { log, db, now, signIn, sessions };
  const secure = config.PUBLIC_URL?.startsWith('https') ?? false;
  const served = [
    ...[...product, ...signInDoors({ ...people, secure }), ...peopleDoors(people), ...tokenDoors(people)],
    ...[...callbacks, ...status],
  ];
  const doors = roles.has('api')
    ? [...served, ...documentDoors(served, { version: apiVersion, cookie: cookieName })]
    : status;
  const http = createHttpApp({
    ...{ doors, allow, pages: client && roles.has('api') ? [client] : [] },
    ...{ proxies: config.TRUST_PROXY, ownWrites: ownWrites.within },
    report: (fault, requestId) => {
      report(fault, { requestId });
    },
    seen: (request) => {
      metrics.seen(request);
      seen(request);
    },
  });
  return {
    http,
    doors,
    attachSockets: sockets.attach,
    closeSockets: sockets.close,
    log,
    signIn,
    idOf,
    wakeImporter: background.wakeImporter,
    start: background.start,
    stop: async () => {
      // What was handed to the carrier is answered before its book is closed.
      await background.stop();
      await sandbox.close();
      await topics.close();
      await forgotten.close();
      await outages.close();
      await store.close();
    },
  };
}
