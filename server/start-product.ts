import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { createApp, type App } from '#server/app';
import { readConfig, type Config } from '#server/config';
import { readyDataFolder } from '#server/data-folder';
import { openClient } from '#server/client/open-client';
import { isBrowser, showWaiting } from '#server/client/waiting-page';
import { createGate } from '#server/engine/http/gate';
import { listenHttp } from '#server/engine/http/http-app';
import { checkpointFault } from '#server/engine/subscriptions/check-checkpoints';
import { openProductDatabase, type OpenedDatabase } from '#server/open-database';
import { openSandbox } from '#server/open-sandbox';
import { createProductLog, loggedBy } from '#server/product-log';
import { certificateFor, lanAddresses, type Certificate } from '#server/own-certificate';
import { trustPage } from '#server/trust-page';
import { openStore } from '#server/open-store';
import { askedIn, everyRole, type ProcessRoles } from '#server/process-roles';
import { isSampleUnfinished, makeSampleCampaign } from '#server/sample-campaign';

/** The folder of package.json, where the app's sources stand. */
const productRoot = resolve(import.meta.dirname, '..');

const say = (sentence: string): void => {
  process.stdout.write(`${sentence}\n`);
};

async function main(args: readonly string[]): Promise<void> {
  const settings = readConfig(process.env);
  const { roles, lan } = askedIn(args);
  refuseOwnSandboxes(settings, roles);
  if (settings.DATABASE_URL === undefined || settings.SANDBOX_URL === undefined) readyDataFolder(settings.DATA_DIR);
  const certificate = await certificateFor(settings, lan);
  const stopAsked = stopSignal();
  say('AI Flows is starting …');
  // First the port: a second start on it must not touch the database of the first.
  const gate = createGate((request, response) => {
    if (!isBrowser(request)) return false;
    showWaiting(request, response, { sentence: 'The product is starting.', failed: false });
    return true;
  });
  const listening = await listenHttp(gate.handle, settings.PORT, lan ? '0.0.0.0' : settings.HOST, certificate);
  const config = certificate
    ? { ...settings, PUBLIC_URL: settings.PUBLIC_URL ?? reachedAt(listening.url, lan) }
    : settings;
  const trust = await openTrustPage(certificate, listening.url);
  try {
    const dir = roles.has('api') ? config.CLIENT_DIR : 'none';
    const client = openClient({ dir, root: productRoot, say });
    const database = await openProductDatabase(config, say);
    try {
      await run(config, database, { gate, client, roles, ...listening, stopAsked, beforeStop: listening.close });
    } finally {
      client.close();
      await database.close();
    }
  } finally {
    await trust?.close();
    await listening.close();
  }
  say('Stopped.');
}

type Door = {
  readonly gate: ReturnType<typeof createGate>;
  readonly client: ReturnType<typeof openClient>;
  readonly server: Server;
  readonly roles: ProcessRoles;
  readonly url: string;
  readonly stopAsked: Promise<void>;
  beforeStop(): Promise<void>;
};

/** The product on its database, until it is asked to stop. */
async function run(
  config: Config,
  { db, embedded }: OpenedDatabase,
  { gate, client, roles, server, url, stopAsked, beforeStop }: Door,
): Promise<void> {
  const logger = createProductLog(config.LOG_LEVEL);
  const logged = loggedBy(logger);
  const now = (): string => new Date().toISOString();
  const app = await createApp({
    ...{ db, store: await openStore(config, db), roles, config, now, ...logged },
    client: client.routes,
    openSandbox: (deliver) => openSandbox(config, deliver),
  });
  try {
    const fault = await checkpointFault(app.log, db);
    if (fault !== null) throw new Error(fault);
    if (roles.has('api')) await prepareFirstStart(app, config, { db, now });
    app.start();
    gate.open(app.http);
    if (roles.has('api')) {
      app.attachSockets(server);
      await greet(app, config, url, embedded);
    } else say(`\n  AI Flows is at work: ${[...roles].join(', ')}. Its state: ${url}/readyz\n`);
    await stopAsked;
    say('Stopping …');
    if (roles.has('api')) await app.closeSockets();
    await beforeStop();
  } finally {
    await app.stop();
  }
}

/** How another machine of this network names what is served here. */
function reachedAt(url: string, lan: boolean): string {
  const [address] = lan ? lanAddresses() : [];
  return address === undefined ? url : url.replace('localhost', address);
}

/** Beside HTTPS with a certificate of our own making, one port further: how a device comes to trust it. */
async function openTrustPage(certificate: Certificate | null, url: string): Promise<{ close(): Promise<void> } | null> {
  if (certificate?.authority == null) return null;
  const httpsPort = Number(new URL(url).port);
  const page = trustPage({ authority: certificate.authority, httpsPort });
  const listening = await listenHttp(page, httpsPort + 1, '0.0.0.0');
  say(`  Devices trust this installation once, at ${reachedAt(listening.url, true)}`);
  return listening;
}

/** Resolves at Ctrl-C or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', stop);
  });
}

/** Serialises processes that start at the same time; any constant of our own will do. */
const firstStartKey = 730_514_008;

/** An empty installation gets its first administrator and a sample campaign, from whichever process comes first. */
async function prepareFirstStart(
  { log, signIn, idOf }: App,
  { ADMIN_EMAIL }: Config,
  { db, now }: { db: Parameters<typeof makeSampleCampaign>[0]['db']; now: () => string },
): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [firstStartKey]);
    if ((await log.head()) === null || (await isSampleUnfinished({ log, idOf })))
      await makeSampleCampaign({ log, db, now, idOf });
    await signIn.invite({ email: ADMIN_EMAIL, name: 'Administrator', role: 'admin', by: 'system:first-start' });
  } finally {
    // The lock goes with its connection.
    client.release(true);
  }
}

/** Processes that share the work share the people it reaches as well: a world of its own in each would know half of it. */
function refuseOwnSandboxes({ SANDBOX_URL }: Config, roles: ProcessRoles): void {
  if (roles.size < everyRole.size && SANDBOX_URL === undefined)
    throw new Error(
      '--role gives the work to several processes, which need one sandbox: start it with npm run sandbox, and set SANDBOX_URL and SANDBOX_SECRET.',
    );
}

async function greet({ signIn }: App, config: Config, url: string, embedded: boolean): Promise<void> {
  const at = config.PUBLIC_URL ?? url;
  say(`\n  AI Flows is ready at ${at}\n  Every message goes to the SANDBOX: made-up people, nobody is reached.`);
  if (embedded) {
    const link = await signIn.issueLink(config.ADMIN_EMAIL, 60);
    if (link.token !== undefined) say(`\n  Sign in (works once, for an hour):\n  ${at}/sign-in#token=${link.token}\n`);
  } else say(`\n  For a sign-in link: npm run sign-in-link -- ${config.ADMIN_EMAIL}\n`);
  if (process.send) process.send({ ready: at });
}

/** Runs the product until it is asked to stop; the process ends with it. */
export function startProduct(args: readonly string[]): void {
  main(args).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`\n${(error as Error).message}\n`);
      process.exit(1);
    },
  );
}
