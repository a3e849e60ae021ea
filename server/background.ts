import type { KeyObject } from 'node:crypto';
import type { Carrier } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import type { Topic } from '#contracts/kernel/subscriber';
import { projections } from '#projections/all';
import { keepFetchingStatuses } from '#server/callbacks/keep-fetching';
import { forgetter } from '#server/contacts/forgetter';
import { startImporter } from '#server/datasets/importer';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { ledger } from '#server/engine/ledger/ledger';
import { keepSigning } from '#server/engine/ledger/sign-heads';
import type { Log } from '#server/engine/log/log';
import { sealedLog } from '#server/engine/log/sealed-log';
import type { Database } from '#server/engine/postgres/database';
import type { Topics } from '#server/engine/postgres/topics';
import { follow, type FollowerStatus } from '#server/engine/subscriptions/follow';
import { insist } from '#server/engine/subscriptions/insist';
import { movesTogether } from '#server/engine/subscriptions/moves-together';
import { openOwnership } from '#server/engine/subscriptions/ownership';
import { dispatcher, dispatchTopic } from '#server/executions/dispatcher';
import { failedRowsIn } from '#server/executions/failed-rows';
import { postgresRunTables } from '#server/executions/postgres-run-tables';
import { ensureDispatches } from '#server/executions/rebuild-dispatches';
import { startRunner } from '#server/executions/runner';
import { reconcileRestores } from '#server/keeping/reconcile';
import type { ProcessRoles } from '#server/process-roles';

type Parts = {
  readonly db: Database;
  readonly log: Log;
  readonly store: EventStore;
  readonly roles: ProcessRoles;
  readonly now: () => Instant;
  readonly report: (fault: Error, about?: Readonly<Record<string, unknown>>) => void;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly contactIdOf: (e164: string) => string;
  readonly contactSecret: KeyObject;
  readonly topics: Topics;
};

/** What goes on besides the requests. */
export type Background = {
  /** The followers at work in this process. */
  readonly followers: ReadonlyMap<string, FollowerStatus>;
  /** Tells whoever imports that a file waits. */
  wakeImporter(): void;
  start(): void;
  stop(): Promise<void>;
};

/** Progress is looked at live, and a screen needs no more than ten frames a second; the other tables can wait longer. */
const liveMs = 100;
const laterMs = 400;
const dispatchMs = 10;
const signEveryMs = 600_000;
/** The topic for the importer, as the dispatcher's is for the runner. */
const fileTopic: Topic = 'files';

/** Followers, the runner, the importer: those that the process is there for. */
export function createBackground(parts: Parts): Background {
  const { db, log, roles, report, topics: told } = parts;
  const followers = new Map<string, FollowerStatus>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const ownership = openOwnership(db.url);
  let following: Promise<void>[] = [];
  let work: ReturnType<typeof startWork> | null = null;

  /** A process that does everything wakes itself; another one on the same database looks by itself soon enough. */
  const publish = (topics: readonly Topic[]): void => {
    if (topics.includes(dispatchTopic)) work?.runner.wake();
    told.publish(roles.has('runner') ? topics.filter((topic) => topic !== dispatchTopic) : topics);
  };

  return {
    followers,
    wakeImporter: () => {
      work?.importer.wake();
      if (!roles.has('runner')) told.publish([fileTopic]);
    },
    start: () => {
      const prepared = insist(() => ensureDispatches(log, db), report, signal);
      if (roles.has('runner')) {
        work = startWork(parts, prepared);
        told.hear((topics) => {
          if (topics === null || topics.includes(dispatchTopic)) work?.runner.wake();
          if (topics === null || topics.includes(fileTopic)) work?.importer.wake();
        });
      }
      if (roles.has('projections'))
        following = startFollowing(parts, { ownership, followers, publish, prepared, signal });
    },
    stop: async () => {
      await Promise.all([work?.runner.stop(), work?.importer.stop()]);
      stopping.abort();
      await Promise.all(following);
      await ownership.close();
    },
  };
}

function startWork(parts: Parts, prepared: Promise<void>) {
  const { db, log, carriers, contactIdOf, contactSecret, now, report } = parts;
  const runner = startRunner({
    ...{ log, tables: postgresRunTables(db), failedRowsOf: failedRowsIn(log, db), carriers, now, report },
    ready: async (signal) => {
      await prepared;
      await reconcileRestores({ log, carriers, contactIdOf, now, report }, signal);
    },
  });
  return { runner, importer: startImporter({ log, db, contactSecret, now, report }) };
}

type Following = {
  readonly ownership: ReturnType<typeof openOwnership>;
  readonly followers: Map<string, FollowerStatus>;
  readonly publish: (topics: readonly Topic[]) => void;
  readonly prepared: Promise<void>;
  readonly signal: AbortSignal;
};

type Follower = Omit<Parameters<typeof follow>[0], 'db' | 'move' | 'publish' | 'signal' | 'report'>;

/** Each follower in one process at a time; the signing of heads and the fetching of lost statuses as well. */
function startFollowing(
  { db, log, store, carriers, now, report }: Parts,
  { ownership, followers, publish, prepared, signal }: Following,
): Promise<void>[] {
  const note = (status: FollowerStatus, fault?: Error): void => {
    const before = followers.get(status.name);
    followers.set(status.name, status);
    if (fault && before?.sentence !== status.sentence) report(fault, { follower: status.name });
  };
  const move = movesTogether(db.derived);
  const begin = (follower: Follower, after: Promise<void> = Promise.resolve()): Promise<void> => {
    const { name } = follower.subscriber;
    const work = async (ours: AbortSignal): Promise<void> => {
      await follow({ ...follower, db, move, publish, signal: ours, report: note });
      followers.delete(name);
    };
    return after.then(() => ownership.whileOurs(`follow ${name}`, work, signal));
  };
  const sealed: Log = { ...log, ...sealedLog(store) };
  const sign = (ours: AbortSignal) => keepSigning({ db, now, everyMs: signEveryMs, report }, ours);
  const fetchStatuses = (ours: AbortSignal) => keepFetchingStatuses({ db, log, carriers, now, report }, ours);
  return [
    ...projections.map((subscriber) => {
      const gatherMs = subscriber.name === 'executions' ? liveMs : laterMs;
      return begin({ log, subscriber, gatherMs, batch: 5_000 });
    }),
    begin({ log, subscriber: forgetter, gatherMs: laterMs }),
    begin({ log, subscriber: dispatcher, gatherMs: dispatchMs }, prepared),
    begin({ log: sealed, subscriber: ledger, batch: 5_000, gatherMs: laterMs }),
    ownership.whileOurs('sign heads', sign, signal),
    ownership.whileOurs('fetch statuses', fetchStatuses, signal),
  ];
}
