import type { ReceivedOp } from '#contracts/flow/operation';
import { isForked, waiting, type FlowReplica } from '#contracts/flow/replica';
import type { FlowEvents } from '#contracts/wire/sockets';
import { pushLimit, syncSchema, type PushAnswer } from '#contracts/wire/sync';
import type { DeviceDatabase } from './device-database.ts';
import { createFlowPull, type Standing, type Turn } from './flow-pull.ts';
import type { FlowStore } from './flow-store.ts';
import { askingOver, type ServerSocket } from './server-link.ts';
import { setAside } from './set-aside.ts';

type Parts = {
  readonly db: DeviceDatabase;
  readonly store: FlowStore;
  readonly newId: () => string;
  readonly report: (sentence: string) => void;
  /** Told after every step forward, so that progress can be shown. */
  readonly stepped: () => void;
};

/**
 * One flow over one connection: what comes is taken in, what is missing is fetched, what waits is sent. The rules of what
 * to take, to send and to renumber are the contracts'; the database is read anew at every step, since other tabs write.
 */
export function createFlowSync(flowId: string, socket: ServerSocket, parts: Parts) {
  const { db, store, newId, report, stepped } = parts;
  const inbox: FlowEvents[] = [];
  const at: Standing = { onServer: 0, toFetch: true, head: -1, mustFork: false };
  // A turn that was writing while the connection was made anew would take what happened meanwhile for what came by itself.
  const ask = askingOver(socket);
  const pull = createFlowPull({ flowId, ask, store, at, newId, report });

  const fork = async (): Promise<Turn> => {
    at.mustFork = false;
    at.onServer = 0;
    await store.fork(flowId, newId());
    return 'again';
  };

  const push = async ({ replica, outbox }: FlowReplica, ops: readonly ReceivedOp[]): Promise<Turn> => {
    const answer = await ask('flow:push', { flowId, replica, ops: withinLimit(ops), schema: syncSchema });
    switch (answer.status) {
      case 'ok':
        // Only the mark moves: the edits leave the outbox when their events come, which may be lost on the way.
        at.onServer = Math.max(at.onServer, answer.lastSeq);
        at.head = Math.max(at.head, answer.head);
        return 'again';
      case 'gap':
        // The server does not know an edit before these. Where it is not here either, the server was restored.
        at.onServer = answer.lastSeq;
        return outbox.some(({ seq }) => seq === answer.lastSeq + 1) ? 'again' : fork();
      case 'fork':
        at.toFetch = true;
        at.mustFork = true;
        return 'again';
      case 'forbidden':
      case 'refused':
        return putAside(answer);
      case 'busy':
      case 'needs-auth':
      case 'upgrade':
        return answer.status;
    }
  };

  /** What landed before is taken in first, so that no edit is both in the flow and set aside. */
  const putAside = async ({ status, code, detail, details }: PushAnswer): Promise<Turn> => {
    await pull.fetchAll();
    await setAside(db, flowId, {
      beyond: at.onServer,
      why: status === 'refused' ? 'refused' : 'forbidden',
      said: { code: code ?? '', detail: detail ?? 'The server does not take your edits of this flow.', details },
    });
    return 'again';
  };

  /** One step forward. */
  const step = async (): Promise<Turn> => {
    if (inbox.length > 0) {
      await pull.takeIn(inbox.splice(0));
      return 'again';
    }
    const flow = await store.read(flowId);
    if (!flow) return 'done';
    if (at.toFetch || flow.row.rev < at.head) return pull.fetch();
    if (at.mustFork || isForked(flow.replica)) return fork();
    const ops = waiting({ ...flow.replica, onServer: at.onServer }, pushLimit.ops);
    return ops.length === 0 ? 'done' : push(flow.replica, ops);
  };

  return {
    /** Events that came by themselves; they are taken in at the flow's next turn. */
    came: (notice: FlowEvents): void => void inbox.push(notice),
    fetchSoon: (): void => void (at.toFetch = true),
    /** Works until there is nothing left to do, or something stands in the way. */
    turn: async (): Promise<Turn> => {
      for (;;) {
        const turn = await step();
        stepped();
        if (turn !== 'again') return turn;
      }
    },
  };
}

export type FlowSync = ReturnType<typeof createFlowSync>;

/** As many of the edits, from the first, as one push may hold. */
function withinLimit(ops: readonly ReceivedOp[]): readonly ReceivedOp[] {
  let characters = 2;
  const tooMany = ops.findIndex((op) => (characters += JSON.stringify(op).length + 1) > pushLimit.characters);
  return tooMany < 0 ? ops : ops.slice(0, Math.max(tooMany, 1));
}
