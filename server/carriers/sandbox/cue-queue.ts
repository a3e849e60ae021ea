/** Things ordered by when they are due: a binary heap, so that a hundred thousand of them cost little. */
export class CueQueue<T> {
  private readonly heap: { readonly dueAt: number; readonly item: T }[] = [];

  get size(): number {
    return this.heap.length;
  }

  get nextDue(): number | undefined {
    return this.heap[0]?.dueAt;
  }

  add(dueAt: number, item: T): void {
    const { heap } = this;
    heap.push({ dueAt, item });
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
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const earliest = (this.heap[right]?.dueAt ?? Infinity) < (this.heap[left]?.dueAt ?? Infinity) ? right : left;
      if (earliest >= this.heap.length || !this.swapIfEarlier(earliest, at)) return;
      at = earliest;
    }
  }

  private swapIfEarlier(child: number, parent: number): boolean {
    const { heap } = this;
    const [below, above] = [heap[child], heap[parent]];
    if (!below || !above || below.dueAt >= above.dueAt) return false;
    heap[child] = above;
    heap[parent] = below;
    return true;
  }
}
