import {
  acknowledged,
  connected,
  edit,
  forkedInto,
  isForked,
  newReplica,
  receive,
  receiveSnapshot,
  viewOf,
  waiting,
  type FlowReplica,
} from '#contracts/flow/replica';
import { flowFrom, snapshotOf, type FlowSnapshot } from '#contracts/flow/snapshot';
import { draftOf } from '#contracts/flow/state';
import type { SyncEvent } from '#contracts/wire/sync';
import type { Bug } from './bugs.ts';
import { checkStream, checkStructure, demand, everythingOf, sameDocument } from './checks.ts';
import { someEdit, type Draws } from './edits.ts';
import { rulesWith } from './rules.ts';
import { createServer, type Ack, type Push } from './server.ts';

const flows = ['flow-a', 'flow-b', 'flow-c'];
const opsAtOnce = 4;

type Client = {
  readonly user: string;
  replicas: Map<string, FlowReplica>;
  backup: Map<string, FlowReplica>;
  online: boolean;
};
type Letter = { readonly client: Client; readonly push: Push };
type Notice = { readonly client: Client; readonly flowId: string; readonly events: readonly SyncEvent[] };

/** Three devices, three flows each, a network that loses, repeats and reorders, two servers that crash. */
export function createWorld(draws: Draws, bug: Bug | null) {
  const rules = rulesWith(bug);
  const server = createServer(bug, rules);
  let made = 0;
  const fresh = (): string => `0193f1a0-0000-7000-8000-${String((made += 1)).padStart(12, '0')}`;
  const clients: Client[] = ['ana', 'bruno', 'carla'].map((user) => {
    const replicas = new Map(flows.map((flowId) => [flowId, newReplica(flowId, `${user}-${fresh()}`)]));
    return { user, replicas, backup: new Map(replicas), online: true };
  });
  const up: Letter[] = [];
  const down: Notice[] = [];
  /** Edits that a device still answers for: all it made, but for those a restored backup never knew. */
  const answerable = new Map<string, { user: string; flowId: string }>();

  const replicaOf = (client: Client, flowId: string): FlowReplica =>
    client.replicas.get(flowId) ?? newReplica(flowId, fresh());
  const keep = (client: Client, replica: FlowReplica): void => {
    client.replicas.set(replica.flowId, replica);
    checkStructure(viewOf(replica, client.user, rules), `view of ${client.user} on ${replica.flowId}`);
  };

  const take = (client: Client, flowId: string, events: readonly SyncEvent[]): void => {
    let replica = replicaOf(client, flowId);
    if (bug === 'events out of order') {
      const draft = draftOf(replica.confirmed);
      for (const { event } of events) rules.fold(draft, event);
      keep(client, {
        ...replica,
        confirmed: draft,
        outbox: replica.outbox.filter(({ opId }) => !events.some(({ event }) => event.data.op.opId === opId)),
      });
      return;
    }
    const received = receive(replica, events, rules);
    replica = received.replica;
    if (bug === 'gone by any sending')
      replica = { ...replica, outbox: replica.outbox.filter(({ opId }) => !replica.confirmed.ops.has(opId)) };
    keep(client, replica);
    if (received.gap && client.online) sync(client, flowId);
    else if (bug !== 'weak fork check') fork(client, flowId);
  };

  /** Now and then by a snapshot, as a device is given one that is far behind. */
  const sync = (client: Client, flowId: string): void => {
    if (made % 3 === 0 && bug === null) {
      const snapshot = snapshotOf(server.fold(server.streams.get(flowId) ?? []));
      const sent = JSON.parse(JSON.stringify(snapshot)) as FlowSnapshot;
      keep(client, receiveSnapshot(replicaOf(client, flowId), flowFrom(sent)));
    }
    take(client, flowId, server.events(flowId, replicaOf(client, flowId).confirmed.rev + 1));
  };

  /** A forked device catches up, then goes on under another id. */
  const fork = (client: Client, flowId: string): void => {
    if (bug === 'no fork handling' || !client.online || !isForked(replicaOf(client, flowId))) return;
    const caughtUp = receive(
      replicaOf(client, flowId),
      server.events(flowId, replicaOf(client, flowId).confirmed.rev + 1),
      rules,
    ).replica;
    keep(client, isForked(caughtUp) ? forkedInto(caughtUp, `${client.user}-${fresh()}`) : caughtUp);
  };

  const send = (client: Client, flowId: string): void => {
    const replica = replicaOf(client, flowId);
    const ops = waiting(replica, opsAtOnce);
    if (ops.length === 0 || !client.online) return;
    up.push({ client, push: { flowId, replica: replica.replica, actor: client.user, ops } });
    if (bug === 'gone on send') keep(client, { ...replica, outbox: replica.outbox.filter((op) => !ops.includes(op)) });
  };

  const hear = (client: Client, ack: Ack, push: Push): void => {
    const replica = replicaOf(client, ack.flowId);
    if (replica.replica !== ack.replica) return;
    keep(client, acknowledged(replica, ack.lastSeq));
    if (bug === 'gone on acknowledgement')
      keep(client, { ...replica, outbox: replica.outbox.filter(({ seq }) => seq > ack.lastSeq) });
    if (ack.status === 'fork') {
      sync(client, push.flowId);
      fork(client, push.flowId);
    }
  };

  const deliver = (letter: Letter, crash: 'never' | 'before' | 'after', answers: boolean): void => {
    const { client, push } = letter;
    const before = server.head(push.flowId);
    const ack = server.push(draws.next(2), push, crash);
    const events = server.events(push.flowId, before + 1);
    if (events.length > 0) for (const listener of clients) down.push({ client: listener, flowId: push.flowId, events });
    if (ack && answers && client.online) hear(client, ack, push);
  };

  const pick = <T>(bag: T[]): T | undefined => {
    const at = draws.next(Math.max(bag.length, 1));
    const [found] = draws.next(8) === 0 ? bag.slice(at, at + 1) : bag.splice(at, 1);
    return found !== undefined && draws.next(8) === 0 ? undefined : found;
  };

  const makeEdit = (client: Client, flowId: string): void => {
    const replica = replicaOf(client, flowId);
    const opId = fresh();
    const body = someEdit(viewOf(replica, client.user, rules), draws, { careful: false, fresh });
    keep(client, edit(replica, body, { opId, at: made }));
    answerable.set(opId, { user: client.user, flowId });
  };

  const deliverUp = (): void => {
    const letter = pick(up);
    const crash = draws.next(10) === 0 ? 'before' : draws.next(9) === 0 ? 'after' : 'never';
    if (letter) deliver(letter, crash, draws.next(8) !== 0);
  };

  const deliverDown = (): void => {
    const notice = pick(down);
    if (notice?.client.online) take(notice.client, notice.flowId, notice.events);
  };

  const reconnect = (client: Client): void => {
    for (const replica of client.replicas.values()) keep(client, connected(replica));
  };

  /** What may happen next, each as often as it stands before the next bound (of a hundred). */
  const happenings: readonly (readonly [bound: number, happens: (client: Client, flowId: string) => void])[] = [
    [34, makeEdit],
    [54, send],
    [70, deliverUp],
    [84, deliverDown],
    [88, (client, flowId) => (client.online ? sync(client, flowId) : undefined)],
    [
      92,
      (client) => {
        client.online = !client.online;
        reconnect(client);
      },
    ],
    [95, reconnect],
    [98, (client) => void (client.backup = new Map(client.replicas))],
    [100, (client) => restore(client)],
  ];

  const act = (): void => {
    const client = clients[draws.next(clients.length)];
    // Most of it happens on one flow, so that people meet.
    const flowId = flows[draws.next(6)] ?? 'flow-a';
    const drawn = draws.next(100);
    if (client) happenings.find(([bound]) => drawn < bound)?.[1](client, flowId);
  };

  /** The device comes back as it was at its backup: edits made since that reached nobody are gone with it. */
  const restore = (client: Client): void => {
    const known = new Set([...client.backup.values()].flatMap(({ outbox }) => outbox.map(({ opId }) => opId)));
    for (const [opId, { user, flowId }] of answerable)
      if (
        user === client.user &&
        !known.has(opId) &&
        !(server.streams.get(flowId) ?? []).some((event) => event.data.op.opId === opId)
      )
        answerable.delete(opId);
    client.replicas = new Map([...client.backup].map(([flowId, replica]) => [flowId, connected(replica)]));
  };

  /** Nothing that was made is gone: it waits on its device, or it stands in the stream. */
  const nothingLost = (): void => {
    for (const [opId, { user, flowId }] of answerable) {
      const waits = clients.some(
        (client) => client.user === user && replicaOf(client, flowId).outbox.some((op) => op.opId === opId),
      );
      const stands = (server.streams.get(flowId) ?? []).some((event) => event.data.op.opId === opId);
      demand(waits || stands, `I5 ${flowId}: the edit ${opId} of ${user} is neither waiting nor in the stream`);
    }
  };

  /** I1: what a device holds as confirmed is the fold of the stream up to there; what is in it waits no more. */
  const checkConfirmed = (): void => {
    for (const { user, replicas } of clients)
      for (const { flowId, confirmed, outbox, quarantine } of replicas.values()) {
        const events = (server.streams.get(flowId) ?? []).slice(0, confirmed.rev + 1);
        demand(
          everythingOf(confirmed) === everythingOf(server.fold(events)),
          `I1 ${flowId}: ${user} at ${confirmed.rev} is not the fold of the stream`,
        );
        for (const { replica, seq, opId } of outbox)
          demand(
            confirmed.seqs.get(`${replica} ${seq}`) !== opId,
            `I5 ${flowId}: the edit ${opId} of ${user} is confirmed and still waits`,
          );
        demand(
          new Set(quarantine.map(({ opId }) => opId)).size === quarantine.length &&
            quarantine.every(({ replica }) => replica.startsWith(`${user}-`)),
          `I5 ${flowId}: the quarantine of ${user} holds an edit twice, or somebody else’s`,
        );
      }
  };

  /** Everybody comes back and everything is delivered, with late duplicates in between. */
  const settle = (): void => {
    for (const client of clients) {
      client.online = true;
      for (const replica of client.replicas.values()) keep(client, connected(replica));
    }
    for (let round = 0; round < 40; round += 1) {
      for (const letter of up.splice(0)) deliver(letter, 'never', true);
      for (const notice of down.splice(0)) take(notice.client, notice.flowId, notice.events);
      for (const client of clients)
        for (const flowId of flows) {
          sync(client, flowId);
          send(client, flowId);
        }
      // Everybody has what the server has, and nobody had anything to say: no later round would be another.
      if (up.length === 0 && down.length === 0) break;
    }
    for (const client of clients) for (const flowId of flows) sync(client, flowId);
  };

  const checkAtRest = (): void => {
    nothingLost();
    checkConfirmed();
    for (const flowId of flows) {
      const events = server.streams.get(flowId) ?? [];
      checkStream(flowId, events);
      const truth = server.fold(events);
      for (const client of clients) {
        const replica = replicaOf(client, flowId);
        demand(
          replica.outbox.length === 0,
          `I8 ${flowId}: ${replica.outbox.length} edits of ${client.user} never left`,
        );
        demand(
          replica.confirmed.rev === events.length - 1,
          `I1 ${flowId}: ${client.user} stands at ${replica.confirmed.rev} of ${events.length - 1}`,
        );
        demand(
          sameDocument(viewOf(replica, client.user, rules), truth),
          `I4 ${flowId}: ${client.user} sees something else than the server`,
        );
      }
    }
  };

  return { act, nothingLost, checkConfirmed, settle, checkAtRest, server };
}
