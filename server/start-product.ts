import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { createApp, type App } from '#server/app';
import { readConfig, type Config } from '#server/config';
import { openClient } from '#server/client/open-client';
import { isBrowser, showWaiting } from '#server/client/waiting-page';
import { createGate } from '#server/engine/http/gate';
import { listenHttp } from '#server/engine/http/http-app';
import { checkpointFault } from '#server/engine/subscriptions/check-checkpoints';
import { openProductDatabase, type OpenedDatabase } from '#server/open-database';
import { openSandbox } from '#server/open-sandbox';
import { createProductLog, withoutNumbers } from '#server/product-log';
import { makeSampleCampaign } from '#server/sample-campaign';

/** The folder of package.json, where the app's sources stand. */
const productRoot = resolve(import.meta.dirname, '..');

const say = (sentence: string): void => {
  process.stdout.write(`${sentence}\n`);
};

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const stopAsked = stopSignal();
  say('AI Flows is starting …');
  // First the port: a second start on it must not touch the database of the first.
  const gate = createGate((request, response) => {
    if (!isBrowser(request)) return false;
    showWaiting(request, response, { sentence: 'The product is starting.', failed: false });
    return true;
  });
  const listening = await listenHttp(gate.handle, config.PORT, config.HOST);
  try {
    const client = openClient({ dir: config.CLIENT_DIR, root: productRoot, say });
    const database = await openProductDatabase(config, say);
    try {
      await run(config, database, { gate, client, ...listening, stopAsked, beforeStop: listening.close });
    } finally {
      client.close();
      await database.close();
    }
  } finally {
    await listening.close();
  }
  say('Stopped.');
}

type Door = {
  readonly gate: ReturnType<typeof createGate>;
  readonly client: ReturnType<typeof openClient>;
  readonly server: Server;
  readonly url: string;
  readonly stopAsked: Promise<void>;
  beforeStop(): Promise<void>;
};

/** The product on its database, until it is asked to stop. */
async function run(
  config: Config,
  { db, embedded }: OpenedDatabase,
  { gate, client, server, url, stopAsked, beforeStop }: Door,
): Promise<void> {
  const logger = createProductLog(config.LOG_LEVEL);
  const report = (fault: Error, about: Readonly<Record<string, unknown>> = {}): void => {
    logger.error({ ...about, stack: withoutNumbers(fault.stack ?? '') }, withoutNumbers(fault.message));
  };
  const now = (): string => new Date().toISOString();
  const tell = (sentence: string): void => logger.info(sentence);
  const app = await createApp({
    ...{ db, config, now, report, tell },
    client: client.routes,
    openSandbox: (deliver) => openSandbox(config, deliver),
  });
  try {
    const fault = await checkpointFault(app.log, db);
    if (fault !== null) throw new Error(fault);
    await prepareFirstStart(app, config, { db, now });
    app.start();
    gate.open(app.http);
    app.attachSockets(server);
    await greet(app, config, url, embedded);
    await stopAsked;
    say('Stopping …');
    await app.closeSockets();
    await beforeStop();
  } finally {
    await app.stop();
  }
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

/** An empty installation gets its first administrator and a sample campaign. */
async function prepareFirstStart(
  { log, signIn }: App,
  { ADMIN_EMAIL }: Config,
  { db, now }: { db: Parameters<typeof makeSampleCampaign>[0]['db']; now: () => string },
): Promise<void> {
  const first = (await log.head()) === null;
  await signIn.invite({ email: ADMIN_EMAIL, name: 'Administrator', role: 'admin', by: 'system:first-start' });
  if (first) await makeSampleCampaign({ log, db, now });
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
export function startProduct(): void {
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`\n${(error as Error).message}\n`);
      process.exit(1);
    },
  );
}
