import { hash } from 'node:crypto';
import type { Provenance, Recorded } from '#contracts/kernel/event';
import type { PersonalFields, PersonalRegistry } from '#contracts/kernel/personal-fields';
import { schemaOf, type Upcasters } from '#contracts/kernel/upcasters';
import type { EventStore, NewEvent, StoredEvent } from '#server/engine/eventstore/event-store';
import type { KeyRing } from './key-ring.ts';
import type { Log } from './log.ts';
import { boundTo, seal, subjectsIn, unseal } from './sealing.ts';

type Parts = {
  readonly store: EventStore;
  readonly keyRing: KeyRing;
  readonly personal: PersonalRegistry;
  readonly upcasters?: Upcasters;
};

const none: readonly PersonalFields[] = [];
const opened = Symbol('opened');
const closed = Symbol('closed');

/**
 * A stored event with what was made of it before. The store gives the same object to everybody while it is in its
 * memory, so what this process wrote or opened once is not decrypted again, and is let go together with the event.
 */
type Known = StoredEvent & { [opened]?: Opened | undefined; [closed]?: Recorded | undefined };
/** With the generation of the key ring it was opened under: once a key is dropped, personal data is opened anew. */
type Opened = { readonly recorded: Recorded; readonly generation: number };

/** Puts the domain's log on an event store; see `Log`. */
export function createLog({ store, keyRing, personal, upcasters = {} }: Parts): Log {
  const fieldsOf = (type: string) => personal[type] ?? none;

  const open = async (events: readonly Known[]): Promise<readonly Recorded[]> => {
    const generation = keyRing.generation();
    const isKnown = (event: Known): boolean =>
      event[opened] !== undefined && (event[opened].generation === generation || fieldsOf(event.type).length === 0);
    const unknown = events.filter((event) => !isKnown(event));
    const subjects = unknown.flatMap((event) => subjectsIn(event.data, fieldsOf(event.type)));
    const keys = subjects.length > 0 ? await keyRing.find(subjects) : new Map<string, never>();
    for (const event of unknown) {
      const data = unseal(event.data, fieldsOf(event.type), keys, boundTo(event.stream, event.type));
      event[opened] = { recorded: record(event, upcast(event, data)), generation };
    }
    return events.map((event) => event[opened]?.recorded ?? missing(event));
  };

  const asClosed = (event: Known): Recorded => (event[closed] ??= record(event, upcast(event, event.data)));

  const upcast = ({ type, meta }: StoredEvent, data: unknown): unknown =>
    (upcasters[type] ?? []).slice(meta.schema - 1).reduce((shape, step) => step(shape), data);

  return {
    append: async (stream, expected, events, provenance) => {
      const subjects = events.flatMap((event) => subjectsIn(event.data, fieldsOf(event.type)));
      const keys = subjects.length > 0 ? await keyRing.obtain(subjects) : new Map<string, never>();
      const idOf = eventIds(provenance.commandId, stream);
      const metas = new Map<number, NewEvent['meta']>();
      const metaOf = (schema: number): NewEvent['meta'] => {
        const meta = metas.get(schema) ?? { ...provenance, schema };
        metas.set(schema, meta);
        return meta;
      };
      const fresh = events.map((event, i): NewEvent => ({
        id: idOf(i),
        type: event.type,
        data:
          fieldsOf(event.type).length > 0
            ? seal(event.data, fieldsOf(event.type), keys, boundTo(stream, event.type))
            : event.data,
        meta: metaOf(schemaOf(upcasters, event.type)),
      }));
      const appended = await store.append(stream, expected, fresh);
      const generation = keyRing.generation();
      const forgotten = [...keys.values()].includes(null);
      // What was sealed for nobody is not kept in the open either, nor are whole lists of people: they are read much later.
      if (!forgotten)
        appended.stored.forEach((stored: Known, i) => {
          if (!fieldsOf(stored.type).some(({ list }) => list !== undefined))
            stored[opened] = { recorded: record(stored, events[i]?.data), generation };
        });
      return appended;
    },
    lendKeys: (subjects) => keyRing.lend(subjects),
    appendSealed: async (stream, expected, { type, json }, provenance) => {
      const meta = { ...provenance, schema: schemaOf(upcasters, type) };
      const id = eventIds(provenance.commandId, stream)(0);
      return store.append(stream, expected, [{ id, type, data: JSON.parse(json) as unknown, json, meta }]);
    },
    read: async (stream, from) => open(await store.read(stream, from)),
    readMany: async (streams) => {
      if (streams.length === 0) return new Map();
      const found = await store.readMany(streams);
      await open([...found.values()].flat());
      return new Map(
        [...found].map(([stream, events]) => [
          stream,
          events.map((event: Known) => event[opened]?.recorded ?? missing(event)),
        ]),
      );
    },
    readSealed: async (streams) =>
      new Map([...(await store.readMany(streams))].map(([stream, events]) => [stream, events.map(asClosed)])),
    subscribe: async function* (options) {
      for await (const events of store.subscribe(options)) yield events.map(asClosed);
    },
    compare: (left, right) => store.compare(left, right),
    head: () => store.head(),
    identity: () => store.identity(),
  };
}

function missing(event: StoredEvent): never {
  throw new Error(`Opening ${event.stream}@${event.revision}: it was read but not opened.`);
}

function record(stored: StoredEvent, data: unknown): Recorded {
  const { id, type, stream, revision, position, meta } = stored;
  const { commandId, correlationId, causationId, by, at } = meta;
  const provenance: Provenance =
    causationId === undefined
      ? { commandId, correlationId, by, at }
      : { commandId, correlationId, causationId, by, at };
  return { ...provenance, event: { type, data }, id, stream, revision, position };
}

/**
 * The same command's events have the same ids whenever it is tried: as a version-5 UUID (RFC 9562) over SHA-256 of the
 * command and the stream, its last 16 bits counting the events.
 */
function eventIds(commandId: string, stream: string): (index: number) => string {
  const hex = hash('sha256', `${commandId}\n${stream}`);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const begin = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 28)}`;
  return (index) => `${begin}${index.toString(16).padStart(4, '0')}`;
}
