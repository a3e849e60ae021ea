import type { KeyObject } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { Express, Router } from 'express';
import type { Carrier, Ingest } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import { personalFields } from '#contracts/registry';
import { upcasters } from '#contracts/upcasters';
import { readInstallation } from '#contracts/wire/installation-doors';
import { projections } from '#projections/all';
import { agentDoors } from '#server/agents/routes';
import { campaignDoors } from '#server/campaigns/routes';
import { createIngest } from '#server/callbacks/ingest';
import { callbackRoutes } from '#server/callbacks/routes';
import { isSigned } from '#server/carriers/sandbox/signature';
import { channelsByNumber } from '#server/channels/channel-by-number';
import { channelDoors } from '#server/channels/routes';
import type { Config } from '#server/config';
import { forgetter } from '#server/contacts/forgetter';
import { contactDoors } from '#server/contacts/routes';
import { startImporter } from '#server/datasets/importer';
import { rejectsRoutes } from '#server/datasets/rejects-routes';
import { dataSetRoutes } from '#server/datasets/routes';
import { uploadRoutes } from '#server/datasets/upload-routes';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { documentDoors } from '#server/engine/http/document-doors';
import { createHttpApp } from '#server/engine/http/http-app';
import { serve, type Served } from '#server/engine/http/serve';
import { ledger } from '#server/engine/ledger/ledger';
import { keepSigning } from '#server/engine/ledger/sign-heads';
import { createLog } from '#server/engine/log/create-log';
import { installationSecret, subjectIdOf } from '#server/engine/log/installation-secret';
import { forgottenNotice, openKeyRing } from '#server/engine/log/key-ring';
import { sealedLog } from '#server/engine/log/sealed-log';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { watchDatabase } from '#server/engine/postgres/database-watch';
import { openTopics, type Topics } from '#server/engine/postgres/topics';
import { listen } from '#server/engine/postgres/wake-up';
import { follow, type FollowerStatus } from '#server/engine/subscriptions/follow';
import { insist } from '#server/engine/subscriptions/insist';
import { dispatcher, dispatchTopic } from '#server/executions/dispatcher';
import { ensureDispatches } from '#server/executions/rebuild-dispatches';
import { executionRoutes } from '#server/executions/routes';
import { failedRowsIn } from '#server/executions/failed-rows';
import { postgresRunTables } from '#server/executions/postgres-run-tables';
import { startRunner } from '#server/executions/runner';
import { createFlowFolds } from '#server/flows/flow-folds';
import { flowReadRoutes } from '#server/flows/read-routes';
import { flowRoutes } from '#server/flows/routes';
import { organisationDoors } from '#server/organisation/routes';
import type { OpenedCarrier } from '#server/open-sandbox';
import { reconcileRestores } from '#server/keeping/reconcile';
import { openSockets } from '#server/open-sockets';
import { cookieName, createDoor, createWhoIs } from '#server/people/door';
import { personTopic } from '#server/people/person-topic';
import { peopleRoutes } from '#server/people/routes';
import { signInRoutes } from '#server/people/sign-in-routes';
import { createSessions } from '#server/people/sessions';
import { createSignIn, type SignIn } from '#server/people/sign-in';
import { reportRoutes } from '#server/reports/routes';
import { statusRoutes } from '#server/status-routes';
import { templateDoors } from '#server/templates/routes';

/** Raised when a door changes in a way that its callers notice. */
const apiVersion = '1.0.0';

type Parts = {
  /** Migrated, and with its read tables installed. */
  readonly db: Database;
  readonly config: Pick<Config, 'ORGANISATION_COUNTRY' | 'PUBLIC_URL' | 'SANDBOX_SECRET' | 'UPLOAD_LIMIT_MB'>;
  readonly openSandbox: (deliver: Ingest) => OpenedCarrier;
  /** The app's pages, asked last; none where only the API is wanted. */
  readonly client?: Router;
  readonly now: () => Instant;
  readonly report: (fault: Error, about?: Readonly<Record<string, unknown>>) => void;
  /** Good news for the log. */
  readonly tell: (sentence: string) => void;
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
  readonly contactIdOf: (e164: string) => string;
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
  config,
  openSandbox,
  client,
  now,
  report: reportAll,
  tell,
}: Parts): Promise<App> {
  const watch = watchDatabase({ db, began: (sentence) => reportAll(new Error(sentence)), ended: tell });
  const report: Parts['report'] = (fault, about) => {
    if (!watch.isOutage(fault)) reportAll(fault, about);
  };
  const store = openPostgresEventStore(db);
  const keyRing = openKeyRing(db);
  const log = createLog({ store, keyRing, personal: personalFields, upcasters });
  const forgotten = listen(db.url, forgottenNotice, keyRing.drop);
  const secret = await installationSecret(db);
  const idOf = (value: string): string => subjectIdOf(secret, value);
  const topics = openTopics(db);
  const changed = (personId: string): void => topics.publish([personTopic(personId)]);
  const sessions = createSessions(db, changed);
  const signIn = createSignIn({ log, personIdOf: idOf, now, changed });
  const whoIs = createWhoIs(log, sessions);
  const allow = createDoor(whoIs);
  const ingest = createIngest({
    log,
    contactIdOf: idOf,
    channelByNumber: channelsByNumber(db, () => Date.parse(now())),
    now,
  });
  const sandbox = openSandbox(ingest);
  const carriers = new Map([['sandbox', sandbox.carrier]]);
  const background = createBackground({
    db,
    log,
    store,
    now,
    report,
    carriers,
    contactIdOf: idOf,
    contactSecret: secret,
    topics,
  });
  const folds = createFlowFolds(log);
  const sockets = openSockets({
    ...{ db, log, folds, topics, whoIs, now, report, publicUrl: config.PUBLIC_URL },
  });

  const slice = { log, db, allow, now };
  const organisationCountry = config.ORGANISATION_COUNTRY ?? null;
  const importing = { ...slice, organisationCountry, wakeImporter: background.wakeImporter };
  const uploads = uploadRoutes({ ...importing, uploadLimitBytes: config.UPLOAD_LIMIT_MB * 1024 * 1024 });
  const callbacks = callbackRoutes({
    ingest,
    isSigned: (body, signature) =>
      config.SANDBOX_SECRET !== undefined && isSigned(config.SANDBOX_SECRET, body, signature, Date.parse(now())),
  });
  const product: readonly Served[] = [
    ...[campaignDoors(slice), channelDoors({ ...slice, idOf }), agentDoors(slice), templateDoors(slice)].flat(),
    ...[organisationDoors({ ...slice, organisationCountry }), contactDoors({ ...slice, contactIdOf: idOf })].flat(),
    serve(readInstallation, () => Promise.resolve({ carriers: [...carriers.keys()] })),
  ];
  const doors = [...product, ...documentDoors(product, { version: apiVersion, cookie: cookieName })];
  const http = createHttpApp({
    ...{ doors, allow },
    raw: [callbacks],
    streamed: [uploads],
    routers: [
      ...[
        statusRoutes({ db, followers: background.followers, watch }),
        signInRoutes({ log, signIn, sessions, allow, secure: config.PUBLIC_URL?.startsWith('https') ?? false }),
        peopleRoutes({ signIn, sessions, allow }),
      ],
      ...[flowReadRoutes({ ...slice, folds }), flowRoutes({ ...slice, folds, appended: sockets.flowAppended })],
      ...[dataSetRoutes(importing), rejectsRoutes(slice), executionRoutes(slice), reportRoutes(slice)],
      ...(client ? [client] : []),
    ],
    report: (fault, requestId) => {
      report(fault, { requestId });
    },
  });
  return {
    http,
    doors,
    attachSockets: sockets.attach,
    closeSockets: sockets.close,
    log,
    signIn,
    contactIdOf: idOf,
    wakeImporter: background.wakeImporter,
    start: background.start,
    stop: async () => {
      await sandbox.close();
      await background.stop();
      await topics.close();
      await forgotten.close();
      await store.close();
      await watch.close();
    },
  };
}

type BackgroundParts = Omit<Parts, 'config' | 'openSandbox' | 'client' | 'tell'> & {
  readonly log: Log;
  readonly store: ReturnType<typeof openPostgresEventStore>;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly contactIdOf: (e164: string) => string;
  readonly contactSecret: KeyObject;
  readonly topics: Topics;
};

/** Progress is looked at live, and a screen needs no more than ten frames a second; the other tables can wait longer. */
const liveMs = 100;
const laterMs = 400;
const signEveryMs = 600_000;

/** What goes on besides the requests: followers, the runner, the importer. */
function createBackground(parts: BackgroundParts) {
  const { db, log, store, now, report, carriers, contactIdOf, contactSecret, topics: told } = parts;
  const followers = new Map<string, FollowerStatus>();
  const stopping = new AbortController();
  let running: {
    following: Promise<void>[];
    runner: ReturnType<typeof startRunner>;
    importer: ReturnType<typeof startImporter>;
  } | null = null;
  const note = (status: FollowerStatus, fault?: Error): void => {
    const before = followers.get(status.name);
    followers.set(status.name, status);
    if (fault && before?.sentence !== status.sentence) report(fault, { follower: status.name });
  };
  return {
    followers,
    wakeImporter: (): void => running?.importer.wake(),
    start: (): void => {
      const tables = postgresRunTables(db);
      const prepared = insist(() => ensureDispatches(log, db), report, stopping.signal);
      const runner = startRunner({
        ...{ log, tables, failedRowsOf: failedRowsIn(log, db), carriers, now, report },
        ready: async (signal) => {
          await prepared;
          await reconcileRestores({ log, carriers, contactIdOf, now, report }, signal);
        },
      });
      const importer = startImporter({ log, db, contactSecret, now, report });
      const publish = (topics: readonly string[]): void => {
        if (topics.includes(dispatchTopic)) runner.wake();
        told.publish(topics.filter((topic) => topic !== dispatchTopic));
      };
      const { signal } = stopping;
      const following = projections.map((subscriber) =>
        follow({
          log,
          db,
          subscriber,
          publish,
          signal,
          report: note,
          gatherMs: subscriber.name === 'executions' ? liveMs : laterMs,
          batch: 5_000,
        }),
      );
      following.push(follow({ log, db, subscriber: forgetter, publish, signal, report: note, gatherMs: laterMs }));
      following.push(
        prepared.then(() => follow({ log, db, subscriber: dispatcher, publish, signal, report: note, gatherMs: 10 })),
      );
      const sealed: Log = { ...log, ...sealedLog(store) };
      following.push(
        follow({ log: sealed, db, subscriber: ledger, publish, signal, report: note, batch: 5_000, gatherMs: laterMs }),
      );
      following.push(keepSigning({ db, now, everyMs: signEveryMs, report }, signal));
      running = { following, runner, importer };
    },
    stop: async (): Promise<void> => {
      await Promise.all([running?.runner.stop(), running?.importer.stop()]);
      stopping.abort();
      await Promise.all(running?.following ?? []);
    },
  };
}
