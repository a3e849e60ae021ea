import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { MessageStatus } from '#contracts/callback/status';
import { signIn, type Session } from '#scripts/demo/session';
import { attemptsIn, memoryLedger, type Reached } from '#server/carriers/sandbox/ledger';
import { serveSandbox } from '#server/carriers/sandbox/sandbox-server';
import { undisturbed, type Disturbances } from '#server/carriers/sandbox/script';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { openDatabase, type Database } from '#server/engine/postgres/database';
import { runningEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import { openStore } from '#server/open-store';
import { askedIn } from '#server/process-roles';
import { startBalancer } from './balancer.ts';
import type { CarrierLine } from './carrier-line.ts';
import { eventStoreIn, type EventStoreProcess } from './event-store-process.ts';
import { judge, type Findings } from './judge.ts';
import { patient, type Acknowledged } from './patient-session.ts';
import { freePort, productOn, type Product } from './product.ts';
import { tokenOf } from './run-campaign.ts';

/** The product in a process of its own, and the sandbox here, outside of whatever is harmed. Its book is the judge. */
export type Stage = {
  readonly folder: string;
  readonly product: Product;
  /** The same and the others, where the product runs in several processes. */
  readonly products: readonly Product[];
  /** EventStoreDB's double, where the events are there. */
  readonly eventStore: EventStoreProcess | null;
  /** Messages and calls that reached the carrier. */
  reached(): readonly Reached[];
  /** Starts the product and signs in; what the session was told is remembered for the judge. */
  begin(): Promise<Session>;
  /** Resolves when everything the carrier had to tell was taken in. */
  told(): Promise<void>;
  /** How far each message from one of our numbers has come, by the carrier's own id, as its list has it. */
  listed(number: string): Promise<ReadonlyMap<string, MessageStatus>>;
  onDatabase<T>(work: (db: Database) => Promise<T>): Promise<T>;
  onStore<T>(work: (store: EventStore, db: Database) => Promise<T>): Promise<T>;
  judged(): Promise<Findings>;
  close(): Promise<void>;
};

type Options = {
  readonly seed: number;
  readonly disturbances?: Disturbances;
  /** Where the installation is to live; else in a temporary folder. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What stands between the product and the sandbox; else nothing does. */
  readonly line?: CarrierLine;
  /** Where the events are: in the product's own store, or behind EventStoreDB's protocol. */
  readonly store?: StoreChoice;
  /** The arguments of each process; several of them are reached through a balancer. */
  readonly processes?: readonly (readonly string[])[];
};

export type StoreChoice = 'own' | 'esdb';

export async function openStage({
  seed,
  disturbances = undisturbed,
  folder = mkdtempSync(join(tmpdir(), 'ai-flows-faults-')),
  environment = {},
  line,
  store: choice = 'own',
  processes = [[]],
}: Options): Promise<Stage> {
  // As root PostgreSQL runs as another user, who has to get in.
  chmodSync(folder, 0o755);
  const { ports, url, close: closeDoor } = await openDoor(processes);
  const eventStore = await eventStoreOf(choice, folder);
  const secret = randomBytes(24).toString('hex');
  const ledger = memoryLedger();
  const sandbox = await serveSandbox({
    ...{ secret, callbackUrl: `${line?.url ?? url}/hooks/sandbox`, seed: String(seed) },
    ...{ timing: 'realistic', disturbances, ledger },
  });
  const events = eventStore === null ? {} : { EVENTSTORE_URL: eventStore.url };
  const settings = {
    ...{ DATA_DIR: folder, SANDBOX_URL: line?.url ?? sandbox.url, SANDBOX_SECRET: secret },
    ...{ ...events, ...environment },
  };
  const products = ports.map((port, i) => productOn(port, settings, processes[i]));
  const product = firstOf(products);
  line?.connect({ carrier: sandbox.url, product: product.url, secret });
  const acknowledged: Acknowledged[] = [];
  const reached = (): readonly Reached[] => attemptsIn(ledger.lines);
  const onDatabase = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const db = openDatabase((await runningEmbeddedPostgres(folder))?.url ?? '', { max: 4 });
    return work(db).finally(() => db.close());
  };
  const onStore: Stage['onStore'] = (work) =>
    onDatabase(async (db) => {
      const store = await openStore({ EVENTSTORE_URL: eventStore?.url }, db);
      return work(store, db).finally(() => store.close());
    });
  return {
    ...{ folder, product, products, eventStore, reached, onDatabase, onStore },
    begin: async () => {
      await eventStore?.start();
      // The first brings the database up, the others find it there.
      await product.start().ready;
      await Promise.all(products.slice(1).map((each) => each.start().ready));
      const session = await signIn(url, await tokenOf(folder, eventStore?.url));
      return patient(() => session, acknowledged);
    },
    told: () => sandbox.world.idle(),
    listed: async (number) => {
      const statuses = new Map<string, MessageStatus>();
      for await (const page of sandbox.world.history({ number, since: '' }))
        for (const { providerId, status } of page) if (status !== null) statuses.set(providerId, status);
      return statuses;
    },
    judged: () =>
      onStore(async (store, db) => {
        await settled(store, db);
        return judge({ store, db }, reached(), acknowledged);
      }),
    close: async () => {
      for (const each of products.toReversed()) await each.stop();
      await sandbox.close();
      await closeDoor();
      await eventStore?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port for each process, and the one address of all that answer requests. */
async function openDoor(
  processes: readonly (readonly string[])[],
): Promise<{ ports: readonly number[]; url: string; close(): Promise<void> }> {
  const ports = await Promise.all(processes.map(freePort));
  const apis = ports.flatMap((port, i) => (isApi(processes[i] ?? []) ? [`http://127.0.0.1:${port}`] : []));
  const balancer = apis.length > 1 ? await startBalancer(() => apis) : null;
  return { ports, url: balancer?.url ?? apis[0] ?? '', close: () => balancer?.close() ?? Promise.resolve() };
}

function eventStoreOf(choice: StoreChoice, folder: string): Promise<EventStoreProcess | null> {
  return choice === 'esdb' ? eventStoreIn(folder) : Promise.resolve(null);
}

function isApi(args: readonly string[]): boolean {
  return askedIn(args).roles.has('api');
}

function firstOf(products: readonly Product[]): Product {
  const [first] = products;
  if (!first) throw new Error('Setting the stage: no process was asked for, one at least is wanted.');
  return first;
}

/** Waits until every follower has handled the newest event. */
export async function settled(store: EventStore, db: Database): Promise<void> {
  const head = await store.head();
  if (head === null) return;
  for (;;) {
    const { rows } = await db.pool.query<{ position: string }>('select position from follow.checkpoint');
    if (rows.every(({ position }) => store.compare(position, head) >= 0)) return;
    await wait(100);
  }
}
