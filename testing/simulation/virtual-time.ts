import type { Instant } from '#contracts/kernel/event';
import { CueQueue } from '#server/carriers/sandbox/cue-queue';

type Cue = { ring: (() => void) | null };

/** A clock that stands still while anything is computed, and then goes on to the next thing that is to happen. */
export class VirtualTime {
  private ms: number;
  private readonly queue = new CueQueue<Cue>();
  /** Things that happened so far. */
  happened = 0;

  constructor(start: Instant) {
    this.ms = Date.parse(start);
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Math.floor(this.ms);
  }

  instant(): Instant {
    return new Date(this.ms).toISOString();
  }

  /** Rings after so many milliseconds, and parts of one; what it returns takes that back. */
  after(ms: number, ring: () => void): () => void {
    const cue: Cue = { ring };
    this.queue.add(this.ms + Math.max(ms, 0), cue);
    return () => {
      cue.ring = null;
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Lets things happen, one after the other, until `done`, or until nothing is left, or `most` have happened. */
  async pass(done: () => boolean, most: number): Promise<void> {
    while (this.happened < most) {
      await quiet();
      if (done()) return;
      const due = this.queue.nextDue;
      if (due === undefined) return;
      this.ms = Math.max(this.ms, due);
      const cue = this.queue.take(this.ms);
      if (!cue?.ring) continue;
      this.happened += 1;
      cue.ring();
    }
  }
}

/** Resolves when everything that only waits for itself has been computed. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
