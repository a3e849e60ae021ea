import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Instant } from '#contracts/kernel/event';
import type { Topic } from '#contracts/kernel/subscriber';
import {
  flowClose,
  flowOpen,
  flowPush,
  flowSync,
  roomsAtOnce,
  type FlowEvents,
  type OpenAnswer,
  type SyncReply,
} from '#contracts/wire/sockets';
import { syncSchema, type PushAnswer } from '#contracts/wire/sync';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { away, socketDoor, type SocketDoor } from '#server/engine/sockets/answer';
import type { Connection } from '#server/engine/sockets/connection';
import { createFlowFeed } from './flow-feed.ts';
import type { FlowFolds } from './flow-folds.ts';
import { createPresence, flowOfPresence } from './presence.ts';
import { readVersions } from './read-versions.ts';
import { noSuchFlow, takePush } from './take-push.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly folds: FlowFolds;
  readonly now: () => Instant;
  readonly publish: (topics: readonly Topic[]) => void;
  readonly say: (room: string, message: string, payload: unknown) => void;
  readonly within: (room: string) => readonly Connection[];
  readonly report: (fault: Error) => void;
};

const roomOf = (flowId: string): string => `flow:${flowId}`;
const notFound = away('refused', noSuchFlow.code, noSuchFlow.detail);

/** The sockets' side of offline editing: push, pull, new events as they come, and who else is there. */
export function createFlowSync({ log, db, folds, now, publish, say, within, report }: Parts) {
  const inFlow = (flowId: string): readonly Connection[] => within(roomOf(flowId));
  const feed = createFlowFeed({
    ...{ log, folds, report, isOpen: (flowId) => inFlow(flowId).length > 0 },
    say: (events: FlowEvents) => say(roomOf(events.flowId), 'flow:events', events),
  });
  const presence = createPresence({ db, log, publish, report, within: inFlow });

  /** Tells the devices here at once, and those of other processes. */
  const appended = (flowId: string): void => {
    feed.changed(flowId);
    publish([roomOf(flowId)]);
  };
  const exists = async (flowId: string): Promise<boolean> => (await readVersions(log, flowId)).status !== 'missing';

  const sync = async ({ flowId, fromRev, schema }: z.infer<typeof flowSync>): Promise<SyncReply> => {
    if (schema > syncSchema) return upgrade;
    if (!(await exists(flowId))) return notFound;
    return { status: 'ok', ...(await feed.after(flowId, fromRev)) };
  };

  const push = async (said: z.infer<typeof flowPush>, by: string): Promise<PushAnswer> => {
    const { flowId, ...request } = said;
    const commandId = randomUUID();
    const provenance = { commandId, correlationId: commandId, by: `person-${by}`, at: now() };
    const taken = await takePush({ log, folds, appended }, flowId, request, provenance);
    return 'http' in taken
      ? { ...away('refused', taken.code, taken.detail, taken.details), lastSeq: 0, head: -1 }
      : taken;
  };

  const open = async ({ flowId, replica }: z.infer<typeof flowOpen>, connection: Connection): Promise<OpenAnswer> => {
    if (!(await exists(flowId))) return notFound;
    if (connection.rooms().filter((joined) => joined !== roomOf(flowId)).length >= roomsAtOnce)
      return away('refused', 'TooManyRooms', `At most ${roomsAtOnce} flows are open at once; close one of them.`);
    const head = await feed.enter(flowId, () => {
      connection.join(roomOf(flowId));
    });
    return { status: 'ok', head, present: await presence.enter(connection, flowId, replica) };
  };

  const close = async ({ flowId }: z.infer<typeof flowClose>, connection: Connection) => {
    connection.leave(roomOf(flowId));
    await presence.leave(connection, flowId);
    return { status: 'ok' };
  };

  const doors: readonly SocketDoor[] = [
    socketDoor({ message: 'flow:sync', schema: flowSync, permission: () => 'readCampaigns', take: sync }),
    socketDoor({
      ...{ message: 'flow:push', schema: flowPush, permission: () => 'editFlows' },
      take: (said, _connection, { personId }) => push(said, personId),
      turnedAway: { lastSeq: 0, head: -1 },
    } satisfies SocketDoor<z.infer<typeof flowPush>>),
    socketDoor({ message: 'flow:open', schema: flowOpen, permission: () => 'readCampaigns', take: open }),
    socketDoor({ message: 'flow:close', schema: flowClose, permission: () => null, take: close }),
  ];

  return {
    doors,
    /** To be called with a flow to which something was appended by another door. */
    appended,
    /** Topics that have something new; null: any may have. */
    heard(topics: readonly Topic[] | null): void {
      if (topics === null) feed.anyChanged();
      for (const topic of topics ?? []) {
        if (topic.startsWith('flow:')) feed.changed(topic.slice('flow:'.length));
        const flowId = flowOfPresence(topic);
        if (flowId !== null) presence.tell(flowId);
      }
    },
    close: async (): Promise<void> => {
      feed.close();
      await presence.close();
    },
  };
}

const upgrade = away(
  'upgrade',
  'Upgrade',
  'This app is newer than the server can speak to; the server is updated first. Your edits stay on this device.',
);
