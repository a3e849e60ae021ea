import type { Appended, ExpectedRevision, NewEvent } from './event-store.ts';

export type AppendRequest = {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
  accept(appended: Appended): void;
  fail(fault: unknown): void;
};

/**
 * Collects appends while a commit is under way and hands all that wait to the next one, so that the cost of a flush to
 * disk is shared. A group holds at most one request a stream (a second one waits for the next group, since its expected
 * revision depends on the first) and at most `largest` events.
 */
export function groupCommit(commit: (group: readonly AppendRequest[]) => Promise<void>, largest: number): (request: AppendRequest) => void {
  let waiting: AppendRequest[] = [];
  let busy = false;

  const drain = async (): Promise<void> => {
    busy = true;
    // One turn of the event loop lets everything that was asked together ride together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const { group, rest } = split(waiting, largest);
      waiting = rest;
      await commit(group);
    }
    busy = false;
  };

  return (request) => {
    waiting.push(request);
    if (!busy) void drain();
  };
}

function split(waiting: readonly AppendRequest[], largest: number): { group: AppendRequest[]; rest: AppendRequest[] } {
  const group: AppendRequest[] = [];
  const rest: AppendRequest[] = [];
  const streams = new Set<string>();
  let events = 0;
  for (const request of waiting) {
    const fits = group.length === 0 || events + request.events.length <= largest;
    if (fits && !streams.has(request.stream)) {
      group.push(request);
      events += request.events.length;
    } else rest.push(request);
    streams.add(request.stream);
  }
  return { group, rest };
}
