import { evolveAll } from '#contracts/flow/evolve';
import { flowFrom, stateHash } from '#contracts/flow/snapshot';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import type { FlowEvents, SyncReply } from '#contracts/wire/sockets';
import { syncSchema, type HashAt } from '#contracts/wire/sync';
import type { FlowStore } from './flow-store.ts';
import type { Ask } from './server-link.ts';

/** Why a flow's step ended: there may be more to do, everything is there and sent, or what stands in the way. */
export type Turn = 'again' | 'done' | 'needs-auth' | 'upgrade' | 'busy';

/** Where a flow stands over one connection; nothing of it outlives the connection. */
export type Standing = {
  /** Edits up to this number have reached the server. */
  onServer: number;
  /** Something may have happened that did not come by itself. */
  toFetch: boolean;
  /** The newest revision that the server has named. */
  head: number;
  /** The server says that this device was restored from an older backup. */
  mustFork: boolean;
};

type Parts = {
  readonly flowId: string;
  readonly ask: Ask;
  readonly store: FlowStore;
  readonly at: Standing;
  readonly newId: () => string;
  readonly report: (sentence: string) => void;
};

/** What comes to a flow: by itself, by asking, and anew from the beginning when it turns out to be another than the server's. */
export function createFlowPull({ flowId, ask, store, at, newId, report }: Parts) {
  let away = true;
  let startedAnew = false;

  const sync = (fromRev: number): Promise<SyncReply> => ask('flow:sync', { flowId, fromRev, schema: syncSchema });

  const compare = async (confirmed: FlowState, hash: HashAt | undefined): Promise<void> => {
    if (hash?.rev !== confirmed.rev || stateHash(confirmed) === hash.hash) return;
    report(
      `Flow ${flowId}: at revision ${hash.rev} this device holds something else than the server; it is fetched anew.`,
    );
    await fetchAnew();
  };

  /**
   * The confirmed flow is fetched from its beginning and put in place of what is here; what waits goes on waiting, and
   * what the server has lost is set aside.
   */
  const fetchAnew = async (): Promise<Turn> => {
    if (startedAnew) return 'again';
    startedAnew = true;
    let state = emptyFlow;
    for (let head = Infinity; state.rev < head;) {
      const reply = await sync(state.rev);
      if (reply.status !== 'ok') return stopped(reply);
      head = reply.head;
      if ('snapshot' in reply) state = flowFrom(reply.snapshot);
      else if (reply.events.length === 0) break;
      else
        state = evolveAll(
          state,
          reply.events.map(({ event }) => event),
        );
    }
    await store.receiveAnew(flowId, state, newId);
    at.onServer = 0;
    return 'again';
  };

  /** What does not concern the sign-in or the version concerns this flow alone: it rests until something happens. */
  const stopped = ({ status, detail }: Exclude<SyncReply, { status: 'ok' }>): Turn => {
    if (status === 'needs-auth' || status === 'upgrade' || status === 'busy') return status;
    at.toFetch = false;
    report(`Flow ${flowId}: ${detail}`);
    return 'done';
  };

  const take = async (reply: Extract<SyncReply, { status: 'ok' }>): Promise<void> => {
    const taken =
      'snapshot' in reply
        ? await store.receiveSnapshot(flowId, flowFrom(reply.snapshot))
        : await store.receive(flowId, reply.events, { away });
    at.toFetch = taken !== null && taken.row.rev < reply.head;
    if (!at.toFetch) away = false;
    if (taken && 'events' in reply) await compare(taken.confirmed, reply.hash);
  };

  const fetch = async (): Promise<Turn> => {
    const flow = await store.read(flowId);
    if (!flow) return 'done';
    const reply = await sync(flow.row.rev);
    if (reply.status !== 'ok') return stopped(reply);
    at.head = reply.head;
    if (reply.head >= flow.row.rev) {
      await take(reply);
      return 'again';
    }
    at.toFetch = false;
    report(
      `Flow ${flowId}: the server stands at ${reply.head} and this device at ${flow.row.rev}; the server was restored.`,
    );
    return fetchAnew();
  };

  return {
    /**
     * Events that came by themselves: lost, repeated and out of order as they may be. What comes before the first answer
     * of a connection may have happened before it: the room is told of an event some time after it was taken.
     */
    takeIn: async (notices: readonly FlowEvents[]): Promise<void> => {
      const events = notices.flatMap((notice) => notice.events).sort((left, right) => left.rev - right.rev);
      const taken = await store.receive(flowId, events, { away });
      if (!taken) return;
      if (taken.gap || notices.some(({ head }) => head > taken.row.rev)) at.toFetch = true;
      for (const { hash } of notices) await compare(taken.confirmed, hash);
    },
    /** Asks for what comes after what is here. */
    fetch,
    fetchAll: async (): Promise<void> => {
      let turn = await fetch();
      while (turn === 'again' && at.toFetch) turn = await fetch();
    },
  };
}

export type FlowPull = ReturnType<typeof createFlowPull>;
