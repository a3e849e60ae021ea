import type { StoredEvent } from './event-store.ts';

/**
 * The newest events by contiguous position, so that the followers of a process need not read back what it has just
 * written. Holes (events of other processes) are simply absent.
 */
export class RecentEvents {
  private readonly byPosition = new Map<number, StoredEvent>();
  private newest = 0;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  add(events: readonly StoredEvent[]): void {
    for (const event of events) {
      const position = Number(event.position);
      if (position <= this.newest - this.size) continue;
      if (!this.byPosition.has(position)) this.byPosition.set(position, event);
      this.newest = Math.max(this.newest, position);
    }
    while (this.byPosition.size > this.size) {
      const oldest = this.byPosition.keys().next();
      if (oldest.done) break;
      this.byPosition.delete(oldest.value);
    }
  }

  /** At most `most` events that directly follow `after`; empty when the next one is not here. */
  following(after: number, most: number): StoredEvent[] {
    const found: StoredEvent[] = [];
    while (found.length < most) {
      const event = this.byPosition.get(after + found.length + 1);
      if (!event) break;
      found.push(event);
    }
    return found;
  }
}
