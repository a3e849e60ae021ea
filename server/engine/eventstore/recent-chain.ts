import { comparePositions, type LogPosition } from './esdb-events.ts';
import type { StoredEvent } from './event-store.ts';

type Link = { readonly at: LogPosition; readonly event: StoredEvent; readonly characters: number };

/**
 * The newest events of a log whose positions are not contiguous, without a hole from `since` on. Bounded in number and in
 * characters of JSON: what is pushed out moves `since`.
 */
export class RecentChain {
  private links: Link[] = [];
  private since: LogPosition | null;
  private held = 0;
  private readonly most: number;
  private readonly mostCharacters: number;

  /** `since`: the position behind which every event will be added; null: the beginning of the log. */
  constructor(since: LogPosition | null, most: number, mostCharacters: number) {
    this.since = since;
    this.most = most;
    this.mostCharacters = mostCharacters;
  }

  /** The position of the newest event, or where the chain begins. */
  end(): LogPosition | null {
    return this.links.at(-1)?.at ?? this.since;
  }

  add(at: LogPosition, event: StoredEvent): void {
    if (comparePositions(at, this.end()) <= 0) return;
    const characters = JSON.stringify(event.data).length;
    this.links.push({ at, event, characters });
    this.held += characters;
    if (this.links.length > this.most || this.held > this.mostCharacters) this.drop();
  }

  /** At most `most` events that follow `after`; null when the chain does not reach so far back. */
  following(after: LogPosition | null, most: number): readonly Link[] | null {
    if (comparePositions(after, this.since) < 0) return null;
    const first = this.firstBehind(after);
    return this.links.slice(first, first + most);
  }

  private firstBehind(after: LogPosition | null): number {
    let [low, high] = [0, this.links.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePositions(this.links[middle]?.at ?? null, after) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Lets go of the older half, so that moving the rest is done rarely. */
  private drop(): void {
    let count = 0;
    let held = this.held;
    while (
      count < this.links.length - 1 &&
      (this.links.length - count > this.most / 2 || held > this.mostCharacters / 2)
    ) {
      held -= this.links[count]?.characters ?? 0;
      count += 1;
    }
    this.since = this.links[count - 1]?.at ?? this.since;
    this.links = this.links.slice(count);
    this.held = held;
  }
}
