import type { StoredEvent } from './event-store.ts';

type Slot = { readonly position: number; readonly event: StoredEvent; readonly characters: number };

/**
 * The newest events by contiguous position, so that the followers of a process need not read back what it has just
 * written, and so that one event is one object. Bounded in number and in characters of JSON. Holes (events of other
 * processes, or those pushed out) are simply absent.
 */
export class RecentEvents {
  private readonly slots: (Slot | undefined)[];
  private readonly mostCharacters: number;
  private newest = 0;
  private oldest = 1;
  private held = 0;

  constructor(size: number, mostCharacters: number) {
    this.slots = Array.from({ length: size });
    this.mostCharacters = mostCharacters;
  }

  add(event: StoredEvent, characters: number): void {
    const position = Number(event.position);
    const { slots } = this;
    if (position <= this.newest - slots.length || position < this.oldest) return;
    const at = position % slots.length;
    const there = slots[at];
    if (there?.position === position) return;
    this.held += characters - (there?.characters ?? 0);
    slots[at] = { position, event, characters };
    this.newest = Math.max(this.newest, position);
    while (this.held > this.mostCharacters && this.oldest < this.newest) this.drop();
  }

  at(position: number): StoredEvent | undefined {
    const slot = this.slots[position % this.slots.length];
    return slot?.position === position ? slot.event : undefined;
  }

  /** At most `most` events that directly follow `after`; empty when the next one is not here. */
  following(after: number, most: number): StoredEvent[] {
    const found: StoredEvent[] = [];
    while (found.length < most) {
      const event = this.at(after + found.length + 1);
      if (!event) break;
      found.push(event);
    }
    return found;
  }

  private drop(): void {
    this.oldest = Math.max(this.oldest, this.newest - this.slots.length + 1);
    const at = this.oldest % this.slots.length;
    const slot = this.slots[at];
    if (slot?.position === this.oldest) {
      this.held -= slot.characters;
      this.slots[at] = undefined;
    }
    this.oldest += 1;
  }
}
