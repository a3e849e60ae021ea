/** Something that waits for its commit; two of one stream never share a group, nor wait at the same time. */
export type Waiting = { readonly stream: string; readonly events: number };

type Limits = {
  /** Most events in one group. */
  readonly largest: number;
  /** Groups under way at once: while one waits for the disk, the next is on its way. */
  readonly groups: number;
};

/**
 * Collects what is asked while commits are under way and hands all that waits to the next one, so that the cost of a
 * flush to disk is shared. A request whose stream is under way waits for the next group, since its expected revision
 * depends on the outcome.
 */
export function groupCommit<Request extends Waiting>(
  commit: (group: readonly Request[]) => Promise<void>,
  { largest, groups }: Limits,
): (request: Request) => void {
  let waiting: Request[] = [];
  const busy = new Set<string>();
  let underWay = 0;
  let scheduled = false;

  const drain = (): void => {
    scheduled = false;
    while (underWay < groups) {
      const { group, rest } = split(waiting, busy, largest);
      waiting = rest;
      if (group.length === 0) return;
      void send(group);
    }
  };

  const send = async (group: readonly Request[]): Promise<void> => {
    underWay += 1;
    for (const { stream } of group) busy.add(stream);
    await commit(group);
    for (const { stream } of group) busy.delete(stream);
    underWay -= 1;
    drain();
  };

  return (request) => {
    waiting.push(request);
    if (scheduled || underWay >= groups) return;
    scheduled = true;
    // One turn of the event loop lets everything that was asked together ride together.
    setImmediate(drain);
  };
}

function split<Request extends Waiting>(
  waiting: readonly Request[],
  busy: ReadonlySet<string>,
  largest: number,
): { group: Request[]; rest: Request[] } {
  const group: Request[] = [];
  const rest: Request[] = [];
  const streams = new Set(busy);
  let events = 0;
  for (const request of waiting) {
    const fits = group.length === 0 || events + request.events <= largest;
    if (fits && !streams.has(request.stream)) {
      group.push(request);
      events += request.events;
    } else rest.push(request);
    streams.add(request.stream);
  }
  return { group, rest };
}
