type Entry<T> = { readonly dueAt: number; readonly n: number; readonly item: T };

/**
 * Things ordered by when they are due, and those due together by when they were added: a binary heap, so that a hundred
 * thousand of them cost little.
 */
export class CueQueue<T> {
  private readonly heap: Entry<T>[] = [];
  private added = 0;

  get size(): number {
    return this.heap.length;
  }

  get nextDue(): number | undefined {
    return this.heap[0]?.dueAt;
  }

  add(dueAt: number, item: T): void {
    const { heap } = this;
    heap.push({ dueAt, n: this.added, item });
    this.added += 1;
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.swapIfEarlier(at, parent)) return;
      at = parent;
    }
  }

  /** The earliest item when it is due. */
  take(now: number): T | undefined {
    const { heap } = this;
    const first = heap[0];
    if (!first || first.dueAt > now) return undefined;
    const last = heap.pop();
    if (last && heap.length > 0) {
      heap[0] = last;
      this.sink();
    }
    return first.item;
  }

  private sink(): void {
    const { heap } = this;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const earliest = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (earliest >= heap.length || !this.swapIfEarlier(earliest, at)) return;
      at = earliest;
    }
  }

  private swapIfEarlier(child: number, parent: number): boolean {
    const { heap } = this;
    const [below, above] = [heap[child], heap[parent]];
    if (!below || !above || !isBefore(below, above)) return false;
    heap[child] = above;
    heap[parent] = below;
    return true;
  }
}

function isBefore<T>(one: Entry<T> | undefined, other: Entry<T> | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.dueAt === other.dueAt ? one.n < other.n : one.dueAt < other.dueAt;
}
