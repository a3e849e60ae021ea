import { join } from 'node:path';
import type { Express } from 'express';
import type { MessageCarrier } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import { personalFields } from '#contracts/registry';
import { projections } from '#projections/all';
import { campaignRoutes } from '#server/campaigns/routes';
import { createIngest } from '#server/callbacks/ingest';
import { callbackRoutes } from '#server/callbacks/routes';
import { fileLedger } from '#server/carriers/sandbox/ledger';
import { createRemoteSandbox } from '#server/carriers/sandbox/remote-sandbox';
import { createSandboxCarrier } from '#server/carriers/sandbox/sandbox-carrier';
import { openSandboxWorld, type SandboxWorld } from '#server/carriers/sandbox/sandbox-world';
import { undisturbed } from '#server/carriers/sandbox/script';
import { isSigned } from '#server/carriers/sandbox/signature';
import { channelByNumber } from '#server/channels/channel-by-number';
import { channelRoutes } from '#server/channels/routes';
import type { Config } from '#server/config';
import { contactRoutes } from '#server/contacts/routes';
import { startImporter } from '#server/datasets/importer';
import { dataSetRoutes, uploadRoutes } from '#server/datasets/routes';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { createHttpApp } from '#server/engine/http/http-app';
import { ledger } from '#server/engine/ledger/ledger';
import { createLog } from '#server/engine/log/create-log';
import { installationSecret, subjectIdOf } from '#server/engine/log/installation-secret';
import { openKeyRing } from '#server/engine/log/key-ring';
import { sealedLog } from '#server/engine/log/sealed-log';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { follow, type FollowerStatus } from '#server/engine/subscriptions/follow';
import { dispatcher, dispatchTopic } from '#server/executions/dispatcher';
import { executionRoutes } from '#server/executions/routes';
import { startRunner } from '#server/executions/runner';
import { flowRoutes } from '#server/flows/routes';
import { createDoor } from '#server/people/door';
import { peopleRoutes } from '#server/people/routes';
import { createSessions } from '#server/people/sessions';
import { createSignIn, type SignIn } from '#server/people/sign-in';
import { reportRoutes } from '#server/reports/routes';
import { statusRoutes } from '#server/status-routes';
import { templateRoutes } from '#server/templates/routes';

type Parts = {
  /** Migrated, and with its read tables installed. */
  readonly db: Database;
  readonly config: Pick<Config, 'DATA_DIR' | 'ORGANISATION_COUNTRY' | 'PUBLIC_URL' | 'SANDBOX_SECRET' | 'SANDBOX_SEED' | 'SANDBOX_TIMING' | 'SANDBOX_URL' | 'UPLOAD_LIMIT_MB'>;
  readonly now: () => Instant;
  readonly report: (fault: Error, about?: Readonly<Record<string, unknown>>) => void;
};

export type App = {
  readonly http: Express;
  readonly log: Log;
  readonly signIn: SignIn;
  /** Begins to follow the log, to import and to execute. */
  start(): void;
  /** Ends all of it; what is under way is brought to a safe point. */
  stop(): Promise<void>;
};

/** Everything wired, nothing listening and nothing running yet. */
export async function createApp({ db, config, now, report }: Parts): Promise<App> {
  const store = openPostgresEventStore(db);
  const log = createLog({ store, keyRing: openKeyRing(db), personal: personalFields });
  const secret = await installationSecret(db);
  const idOf = (value: string): string => subjectIdOf(secret, value);
  const sessions = createSessions(db);
  const signIn = createSignIn({ log, personIdOf: idOf, now });
  const allow = createDoor(log, sessions);
  const ingest = createIngest({ log, contactIdOf: idOf, channelByNumber: (provider, number) => channelByNumber(db, provider, number), now });
  const sandbox = openSandbox(config, ingest);
  const background = createBackground({ db, log, store, now, report, carriers: new Map([['sandbox', sandbox.carrier]]), contactIdOf: idOf });

  const slice = { log, db, allow, now };
  const uploads = uploadRoutes({
    ...{ ...slice, organisationCountry: config.ORGANISATION_COUNTRY ?? null, uploadLimitBytes: config.UPLOAD_LIMIT_MB * 1024 * 1024 },
    wakeImporter: background.wakeImporter,
  });
  const callbacks = callbackRoutes({ ingest, isSigned: (body, signature) => config.SANDBOX_SECRET !== undefined && isSigned(config.SANDBOX_SECRET, body, signature, Date.parse(now())) });
  const http = createHttpApp({
    raw: [callbacks],
    streamed: [uploads],
    routers: [
      ...[statusRoutes({ db, followers: background.followers }), peopleRoutes({ log, signIn, sessions, allow, secure: config.PUBLIC_URL?.startsWith('https') ?? false })],
      ...[campaignRoutes(slice), flowRoutes(slice), channelRoutes(slice), templateRoutes(slice), dataSetRoutes(slice)],
      ...[executionRoutes(slice), reportRoutes(slice), contactRoutes({ ...slice, contactIdOf: idOf })],
    ],
    report: (fault, requestId) => {
      report(fault, { requestId });
    },
  });
  return {
    http,
    log,
    signIn,
    start: background.start,
    stop: async () => {
      await sandbox.world?.close();
      await background.stop();
      await store.close();
    },
  };
}

/** The sandbox in this process with its ledger in the data folder, or the one at SANDBOX_URL. */
function openSandbox(config: Parts['config'], deliver: Parameters<typeof openSandboxWorld>[0]['deliver']): { carrier: MessageCarrier; world: SandboxWorld | null } {
  const { DATA_DIR, SANDBOX_URL, SANDBOX_SECRET, SANDBOX_SEED, SANDBOX_TIMING } = config;
  if (SANDBOX_URL !== undefined) {
    if (SANDBOX_SECRET === undefined) throw new Error('SANDBOX_URL is set but SANDBOX_SECRET is not; both sides of the sandbox need the same secret of at least 16 characters.');
    return { carrier: createRemoteSandbox({ url: SANDBOX_URL, secret: SANDBOX_SECRET }), world: null };
  }
  const book = fileLedger(join(DATA_DIR, 'sandbox', 'ledger.jsonl'));
  const world = openSandboxWorld({ seed: SANDBOX_SEED, timing: SANDBOX_TIMING, disturbances: undisturbed, ledger: book, deliver });
  return { carrier: createSandboxCarrier(world), world };
}

type BackgroundParts = Omit<Parts, 'config'> & {
  readonly log: Log;
  readonly store: ReturnType<typeof openPostgresEventStore>;
  readonly carriers: ReadonlyMap<string, MessageCarrier>;
  readonly contactIdOf: (e164: string) => string;
};

/** What goes on besides the requests: followers, the runner, the importer. */
function createBackground({ db, log, store, now, report, carriers, contactIdOf }: BackgroundParts) {
  const followers = new Map<string, FollowerStatus>();
  const stopping = new AbortController();
  let running: { following: Promise<void>[]; runner: ReturnType<typeof startRunner>; importer: ReturnType<typeof startImporter> } | null = null;
  const note = (status: FollowerStatus): void => {
    const before = followers.get(status.name);
    followers.set(status.name, status);
    if (status.state === 'failed' && before?.sentence !== status.sentence) report(new Error(status.sentence), { follower: status.name });
  };
  return {
    followers,
    wakeImporter: (): void => running?.importer.wake(),
    start: (): void => {
      const runner = startRunner({ log, db, carriers, now, report });
      const importer = startImporter({ log, db, contactIdOf, now, report });
      const publish = (topics: readonly string[]): void => {
        if (topics.includes(dispatchTopic)) runner.wake();
      };
      const { signal } = stopping;
      const following = [...projections, dispatcher].map((subscriber) => follow({ log, db, subscriber, publish, signal, report: note }));
      const sealed: Log = { ...log, ...sealedLog(store) };
      following.push(follow({ log: sealed, db, subscriber: ledger, publish, signal, report: note, batch: 5_000 }));
      running = { following, runner, importer };
    },
    stop: async (): Promise<void> => {
      await Promise.all([running?.runner.stop(), running?.importer.stop()]);
      stopping.abort();
      await Promise.all(running?.following ?? []);
    },
  };
}
