import { randomUUID } from 'node:crypto';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { LogRecord, MemoryLog } from './memory-log.ts';
import { grpc, identifierOf, nameOf, rpcError, sharedPb, streamDeleted, streamsPb } from './protocol.ts';

type ReadCall = Parameters<IStreamsServer['read']>[0];

export type ReadOptions = {
  /** Records a live subscriber may be behind before it is dropped as too slow. */
  readonly liveBuffer: () => number;
  /** Every running subscription, so that it can be ended from outside. */
  readonly subscriptions: Set<(error: Error) => void>;
};

/** What a read asks for, in the double's own words. */
type Asked = {
  readonly stream: string | null;
  readonly backwards: boolean;
  readonly from: 'start' | 'end' | bigint;
  readonly matches: (record: LogRecord) => boolean;
  /** Records considered between two checkpoints; 0: none are sent. */
  readonly checkpointEvery: number;
};

export function readCall(log: MemoryLog, options: ReadOptions): Pick<IStreamsServer, 'read'> {
  return {
    read: (call) => {
      const asked = call.request.getOptions();
      if (!asked) return;
      const question = understand(asked);
      call.on('error', () => undefined);
      if (question.stream !== null && log.isTombstoned(question.stream))
        call.emit('error', streamDeleted(question.stream));
      else if (asked.hasSubscription()) void subscribe(call, log, question, options);
      else void answer(call, log, question, Number(asked.getCount()));
    },
  };
}

function understand(options: ReadReq.Options): Asked {
  const [ofStream, ofAll] = [options.getStream(), options.getAll()];
  const place = ofAll ?? ofStream;
  const filter = options.getFilter();
  const at = () => BigInt((ofAll ? ofAll.getPosition()?.getCommitPosition() : ofStream?.getRevision()) ?? 0);
  return {
    stream: ofStream ? nameOf(ofStream.getStreamIdentifier()) : null,
    backwards: options.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS,
    from: place?.hasStart() ? 'start' : place?.hasEnd() ? 'end' : at(),
    matches: matcherOf(filter),
    checkpointEvery: filter ? intervalOf(filter) : 0,
  };
}

function intervalOf(filter: ReadReq.Options.FilterOptions): number {
  return Math.max(1, filter.getCheckpointintervalmultiplier()) * (filter.getMax() || 32);
}

function matcherOf(filter: ReadReq.Options.FilterOptions | undefined): Asked['matches'] {
  if (!filter) return () => true;
  const expression = filter.getEventType() ?? filter.getStreamIdentifier();
  const pick = (record: LogRecord) => (filter.hasEventType() ? record.type : record.stream);
  const regex = expression?.getRegex() ?? '';
  const prefixes = expression?.getPrefixList() ?? [];
  const pattern = regex === '' ? null : new RegExp(regex);
  return (record) => pattern?.test(pick(record)) ?? prefixes.some((prefix) => pick(record).startsWith(prefix));
}

/** Writes and waits until there is room for more; false: the caller is gone. */
async function send(call: ReadCall, response: ReadResp): Promise<boolean> {
  if (isGone(call)) return false;
  if (!call.write(response)) await untilRoom(call);
  return !isGone(call);
}

function isGone({ cancelled, destroyed }: ReadCall): boolean {
  return cancelled || destroyed;
}

function untilRoom(call: ReadCall): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'cancelled', 'close'];
    const done = (): void => {
      for (const name of events) call.off(name, done);
      resolve();
    };
    for (const name of events) call.on(name, done);
  });
}

async function answer(call: ReadCall, log: MemoryLog, asked: Asked, most: number): Promise<void> {
  const { stream, backwards, from } = asked;
  if (stream !== null && (log.lastOf(stream) < 0n || log.isDeleted(stream))) {
    const [response, missing] = [new streamsPb.ReadResp(), new streamsPb.ReadResp.StreamNotFound()];
    missing.setStreamIdentifier(identifierOf(stream));
    response.setStreamNotFound(missing);
    call.write(response);
    call.end();
    return;
  }
  const records = stream === null ? log.all : log.visible(stream);
  const keyOf = stream === null ? placeOf : revisionOf;
  const [start, step] = backwards
    ? [lastAsked(records, from, keyOf, stream === null), -1]
    : [firstFrom(records, from, keyOf), 1];
  let sent = 0;
  for (let i = start; sent < most; i += step) {
    const record = records[i];
    if (!record) break;
    if (!asked.matches(record)) continue;
    sent += 1;
    if (!(await send(call, eventResponse(record)))) return;
  }
  call.end();
}

const placeOf = ({ position }: LogRecord): bigint => position;
const revisionOf = ({ revision }: LogRecord): bigint => revision;

/** The index of the first record at or behind a place. */
function firstFrom(records: readonly LogRecord[], from: Asked['from'], keyOf: (record: LogRecord) => bigint): number {
  if (from === 'start') return 0;
  if (from === 'end') return records.length;
  let [low, high] = [0, records.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = records[middle];
    if (record && keyOf(record) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Backwards the whole log is read from before a position, a stream from a revision on. */
function lastAsked(
  records: readonly LogRecord[],
  from: Asked['from'],
  keyOf: (record: LogRecord) => bigint,
  exclusive: boolean,
): number {
  if (from === 'start') return -1;
  if (from === 'end') return records.length - 1;
  const at = firstFrom(records, from, keyOf);
  const there = records[at];
  return !exclusive && there && keyOf(there) === from ? at : at - 1;
}

/** Confirmation, history, “caught up”, then what is written, as far as the caller can follow. */
async function subscribe(call: ReadCall, log: MemoryLog, asked: Asked, options: ReadOptions): Promise<void> {
  const { checkpointEvery } = asked;
  const place = { next: firstOf(log, asked), live: false };
  const ending = new AbortController();
  let wake: () => void = () => undefined;
  const end = (error: Error | null): void => {
    if (ending.signal.aborted) return;
    ending.abort();
    options.subscriptions.delete(end);
    unlisten();
    if (error) call.emit('error', error);
    wake();
  };
  const unlisten = log.listen(() => {
    if (place.live && log.all.length - place.next > options.liveBuffer()) end(tooSlow());
    wake();
  });
  options.subscriptions.add(end);
  call.on('cancelled', () => {
    end(null);
    call.end();
  });
  await send(call, confirmation());
  for (let considered = 1; !isOver(ending.signal); considered += 1) {
    const record = log.all[place.next];
    if (!record) {
      if (!place.live) await send(call, caughtUp());
      place.live = true;
      considered -= 1;
      if (!log.all[place.next]) await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    place.next += 1;
    if (isWanted(record, asked) && !(await send(call, eventResponse(record)))) end(null);
    if (checkpointEvery > 0 && considered % checkpointEvery === 0) await send(call, checkpoint(record));
  }
}

function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}

/** The index in the whole log of the first record a subscription has to look at. */
function firstOf(log: MemoryLog, { stream, from }: Asked): number {
  if (from === 'end') return log.all.length;
  return stream === null && from !== 'start' ? firstFrom(log.all, from + 1n, placeOf) : 0;
}

function isWanted(record: LogRecord, { stream, from, matches }: Asked): boolean {
  return stream === null ? matches(record) : record.stream === stream && isBehind(record, from);
}

function isBehind({ revision }: LogRecord, from: Asked['from']): boolean {
  return typeof from !== 'bigint' || revision > from;
}

function tooSlow(): Error {
  return rpcError(grpc.status.ABORTED, 'Operation timed out: Consumer too slow to handle event while live.');
}

function eventResponse(record: LogRecord): ReadResp {
  const event = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  const id = new sharedPb.UUID();
  id.setString(record.id);
  event.setId(id);
  event.setStreamIdentifier(identifierOf(record.stream));
  event.setStreamRevision(String(record.revision));
  event.setCommitPosition(String(record.position));
  event.setPreparePosition(String(record.position));
  const about = { type: record.type, 'content-type': record.contentType, created: String(record.created) };
  for (const [name, value] of Object.entries(about)) event.getMetadataMap().set(name, value);
  event.setData(record.data);
  event.setCustomMetadata(record.custom);
  const read = new streamsPb.ReadResp.ReadEvent();
  read.setEvent(event);
  read.setCommitPosition(String(record.position));
  const response = new streamsPb.ReadResp();
  response.setEvent(read);
  return response;
}

function confirmation(): ReadResp {
  const [response, confirmed] = [new streamsPb.ReadResp(), new streamsPb.ReadResp.SubscriptionConfirmation()];
  confirmed.setSubscriptionId(randomUUID());
  response.setConfirmation(confirmed);
  return response;
}

function caughtUp(): ReadResp {
  const response = new streamsPb.ReadResp();
  response.setCaughtUp(new streamsPb.ReadResp.CaughtUp());
  return response;
}

function checkpoint({ position }: LogRecord): ReadResp {
  const [response, reached] = [new streamsPb.ReadResp(), new streamsPb.ReadResp.Checkpoint()];
  reached.setCommitPosition(String(position));
  reached.setPreparePosition(String(position));
  response.setCheckpoint(reached);
  return response;
}
