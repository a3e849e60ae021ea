import type { IncomingHttpHeaders, Server as HttpServer } from 'node:http';
import type { Instant } from '#contracts/kernel/event';
import type { Topic } from '#contracts/kernel/subscriber';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { Topics } from '#server/engine/postgres/topics';
import type { Visitor } from '#server/engine/sockets/connection';
import { createSocketServer, type SocketServer } from '#server/engine/sockets/socket-server';
import type { FlowFolds } from '#server/flows/flow-folds';
import { createFlowSync } from '#server/flows/sync-doors';
import { createLiveRooms } from '#server/live/live-rooms';
import { personOf } from '#server/people/person-topic';

/** A sign-in ends by its date as well, and a notice may be lost: all are looked at this often. */
const recheckEveryMs = 15_000;

type Parts = {
  readonly db: Database;
  readonly log: Log;
  readonly folds: FlowFolds;
  readonly topics: Topics;
  readonly whoIs: (headers: IncomingHttpHeaders) => Promise<Visitor | null>;
  readonly publicUrl: string | undefined;
  readonly now: () => Instant;
  readonly report: (fault: Error, about?: Readonly<Record<string, unknown>>) => void;
};

export type Sockets = {
  /** Answers on this server from now on. */
  attach(server: HttpServer): void;
  /** To be called with a flow to which something was appended. */
  flowAppended(flowId: string): void;
  /** Connections of this process. */
  open(): number;
  /** Takes no more connections and closes those there are. */
  close(): Promise<void>;
};

/** The sockets of this process: what is watched live, flows that are edited, and who may be there. */
export function openSockets({ db, log, folds, topics, whoIs, publicUrl, now, report }: Parts): Sockets {
  const { publish } = topics;
  const live = createLiveRooms({
    ...{ db, report },
    say: (frame) => server.say(frame.room, 'facts', frame),
    watchers: (room) => server.within(room).length,
  });
  const flows = createFlowSync({
    ...{ log, db, folds, now, publish, report },
    say: (room, message, payload) => server.say(room, message, payload),
    within: (room) => server.within(room),
  });
  const server: SocketServer = createSocketServer({
    ...{ whoIs, publicUrl, report, doors: [...live.doors, ...flows.doors] },
  });
  const recheck = setInterval(() => void server.recheck(null), recheckEveryMs);
  recheck.unref();
  topics.hear((heard: readonly Topic[] | null) => {
    live.heard(heard);
    flows.heard(heard);
    if (heard === null) void server.recheck(null);
    for (const topic of heard ?? []) {
      const personId = personOf(topic);
      if (personId !== null) void server.recheck(personId);
    }
  });
  return {
    attach: server.attach,
    open: server.open,
    flowAppended: flows.appended,
    close: async () => {
      clearInterval(recheck);
      server.close();
      live.close();
      await flows.close();
    },
  };
}
