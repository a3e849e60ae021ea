import type { FlowEvent } from '#contracts/flow/events';
import { evolveAll } from '#contracts/flow/evolve';
import type { ReceivedOp } from '#contracts/flow/operation';
import { judgePush } from '#contracts/flow/push';
import type { Rules } from '#contracts/flow/replica';
import { readOp } from '#contracts/flow/operation';
import { draftOf, emptyFlow, type FlowState } from '#contracts/flow/state';
import type { SyncEvent } from '#contracts/wire/sync';
import type { Bug } from './bugs.ts';

export type Push = {
  readonly flowId: string;
  readonly replica: string;
  readonly actor: string;
  readonly ops: readonly ReceivedOp[];
};
export type Ack = {
  readonly flowId: string;
  readonly replica: string;
  readonly status: string;
  readonly lastSeq: number;
};

/** One store with an expected revision, and two nodes before it whose caches know nothing of each other. */
export function createServer(bug: Bug | null, rules: Rules) {
  const streams = new Map<string, FlowEvent[]>();
  const caches = [new Map<string, FlowState>(), new Map<string, FlowState>()];

  const streamOf = (flowId: string): FlowEvent[] => {
    const stream = streams.get(flowId) ?? [];
    streams.set(flowId, stream);
    return stream;
  };

  const fresh = (flowId: string): FlowState => fold(streamOf(flowId));

  const fold = (events: readonly FlowEvent[]): FlowState => {
    if (bug !== 'no cascade') return evolveAll(emptyFlow, events);
    const draft = draftOf(emptyFlow);
    for (const event of events) rules.fold(draft, event);
    return draft;
  };

  const judge = (state: FlowState, push: Push) => {
    if (bug === null || bug === 'any revision') return judgePush(state, push);
    return judgeBadly(state, push, { bug, rules });
  };

  return {
    streams,
    fold,
    /** Handles a push on one node; `crash` ends it before or after its append. Null: nobody hears an answer. */
    push(node: number, push: Push, crash: 'never' | 'before' | 'after'): Ack | null {
      const cache = caches[node] ?? new Map<string, FlowState>();
      let state = cache.get(push.flowId) ?? fresh(push.flowId);
      for (let tries = 0; tries < 5; tries += 1) {
        let judged = judge(state, push);
        if (judged.status !== 'ok') judged = judge(fresh(push.flowId), push);
        if (crash === 'before') return forgetCache(cache);
        const stream = streamOf(push.flowId);
        const expected = judged.state.rev - judged.events.length;
        if (stream.length - 1 === expected || bug === 'any revision') {
          stream.push(...judged.events);
          cache.set(push.flowId, judged.state);
          if (crash === 'after') return forgetCache(cache);
          return { flowId: push.flowId, replica: push.replica, status: judged.status, lastSeq: judged.lastSeq };
        }
        state = fresh(push.flowId);
      }
      return null;
    },
    events: (flowId: string, from: number): SyncEvent[] =>
      streamOf(flowId)
        .map((event, rev) => ({ rev, event, time: '' }))
        .slice(from),
    head: (flowId: string): number => streamOf(flowId).length - 1,
  };
}

export type Server = ReturnType<typeof createServer>;

function forgetCache(cache: Map<string, FlowState>): null {
  cache.clear();
  return null;
}

/** Judging with a fault in it. */
function judgeBadly(
  state: FlowState,
  { replica, ops, actor }: Push,
  { bug, rules }: { bug: Bug; rules: Rules },
): ReturnType<typeof judgePush> {
  const draft = draftOf(state);
  const events: FlowEvent[] = [];
  const last = (): number => draft.replicas.get(replica)?.last ?? 0;
  for (const op of ops.toSorted((left, right) => left.seq - right.seq)) {
    if (bug !== 'no dedupe') {
      if (draft.seqs.get(`${replica} ${op.seq}`) === op.opId) continue;
      if (op.seq !== last() + 1)
        return { status: op.seq <= last() ? 'fork' : 'gap', events, state: draft, lastSeq: last() };
    }
    if (bug === 'poison blocks' && !readOp(op)) return { status: 'ok', events, state: draft, lastSeq: last() };
    const event = rules.decide(draft, op, actor);
    rules.fold(draft, event);
    events.push(event);
  }
  return { status: 'ok', events, state: draft, lastSeq: last() };
}
