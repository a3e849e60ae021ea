import type { createLanes } from './lanes.ts';

type Read<T> = (stream: string) => Promise<T>;

/**
 * Reads of whole streams, each when its turn comes (`inLane`). Who asks for a stream whose reading has not begun yet is
 * given that answer: it holds what was there when they asked.
 */
export function queuedReads<T>(inLane: ReturnType<typeof createLanes>, readNow: Read<T>): Read<T> {
  const queued = new Map<string, Promise<T>>();
  return (stream) => {
    const waits = queued.get(stream);
    if (waits) return waits;
    const state = { begun: false };
    const answer = inLane(() => {
      state.begun = true;
      queued.delete(stream);
      return readNow(stream);
    });
    if (state.begun) return answer;
    queued.set(stream, answer);
    // It may fail before its turn.
    answer.catch(() => {
      if (queued.get(stream) === answer) queued.delete(stream);
    });
    return answer;
  };
}
