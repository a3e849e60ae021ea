import type { StoredEvent } from './event-store.ts';

type ReadMany = (streams: readonly string[]) => Promise<ReadonlyMap<string, readonly StoredEvent[]>>;
type Asked = { readonly stream: string; resolve(events: readonly StoredEvent[]): void; reject(fault: unknown): void };

const mostStreams = 500;

/** Reads of single streams that are asked for in one turn of the event loop become one question to the database. */
export function readTogether(readMany: ReadMany): (stream: string) => Promise<readonly StoredEvent[]> {
  let waiting: Asked[] = [];

  const flush = (): void => {
    const asked = waiting;
    waiting = [];
    for (let from = 0; from < asked.length; from += mostStreams) void answer(asked.slice(from, from + mostStreams));
  };

  const answer = async (asked: readonly Asked[]): Promise<void> => {
    try {
      const found = await readMany([...new Set(asked.map(({ stream }) => stream))]);
      for (const { stream, resolve } of asked) resolve(found.get(stream) ?? []);
    } catch (fault) {
      for (const { reject } of asked) reject(fault);
    }
  };

  return (stream) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ stream, resolve, reject });
    });
}
