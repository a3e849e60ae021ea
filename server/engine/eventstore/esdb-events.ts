import { jsonEvent, type AllStreamRecordedEvent, type EventData, type JSONType } from '@eventstore/db-client';
import type { Position } from '#contracts/kernel/event';
import type { EventMeta, NewEvent, StoredEvent } from './event-store.ts';

/** A place in the log of EventStoreDB: two byte offsets, ordered by the first and then the second. */
export type LogPosition = { readonly commit: bigint; readonly prepare: bigint };

/** `<commit>/<prepare>`, in decimal digits. */
export function positionText({ commit, prepare }: LogPosition): Position {
  return `${commit}/${prepare}`;
}

export function logPosition(text: Position): LogPosition {
  const [, commit, prepare] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (commit === undefined || prepare === undefined)
    throw new Error(
      `Reading EventStoreDB from “${text}”: wanted is a position like 123/123. The tables follow another store; connect that one, or start with an empty database.`,
    );
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}

/** `null` stands before everything. */
export function comparePositions(left: LogPosition | null, right: LogPosition | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  const [one, other] = left.commit === right.commit ? [left.prepare, right.prepare] : [left.commit, right.commit];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Correlation and causation under the names by which EventStoreDB's own projections find them. */
type Metadata = Omit<EventMeta, 'correlationId' | 'causationId'> & {
  readonly $correlationId: string;
  readonly $causationId?: string;
};

export function proposed({ id, type, data, meta }: NewEvent): EventData {
  const { correlationId, causationId, ...rest } = meta;
  const metadata: Metadata =
    causationId === undefined
      ? { ...rest, $correlationId: correlationId }
      : { ...rest, $correlationId: correlationId, $causationId: causationId };
  return jsonEvent({ id, type, data: data as JSONType, metadata });
}

type RecordedEvent = Pick<AllStreamRecordedEvent, 'id' | 'type' | 'streamId' | 'revision' | 'data' | 'metadata'> & {
  readonly position?: LogPosition | undefined;
};

export function stored(recorded: RecordedEvent): StoredEvent {
  const { id, type, streamId, revision, data, metadata, position } = recorded;
  if (!position)
    throw new Error(
      `Reading ${streamId}@${revision}: the event has no position in the log; an EventStoreDB from version 21.10 on is wanted.`,
    );
  const { $correlationId, $causationId, ...rest } = metadata as Metadata;
  const meta: EventMeta =
    $causationId === undefined
      ? { ...rest, correlationId: $correlationId }
      : { ...rest, correlationId: $correlationId, causationId: $causationId };
  return { id, type, data, meta, stream: streamId, revision: Number(revision), position: positionText(position) };
}

/** Not an event of the server, of its tools, or of another program that writes to the same store. */
export function isOurs({ type, metadata }: Pick<RecordedEvent, 'type' | 'metadata'>): boolean {
  return !type.startsWith('$') && typeof (metadata as Partial<Metadata> | undefined)?.commandId === 'string';
}
