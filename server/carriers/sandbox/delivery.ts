import type { Callback } from '#contracts/callback/callback';
import { CueQueue } from './cue-queue.ts';
import type { Line } from './ledger.ts';
import type { SandboxClock } from './sandbox-clock.ts';
import type { Cue } from './script.ts';

/** A cue on its way. One that still waits can be dropped, when what it tells turned out otherwise. */
export type Planned = { state: 'waiting' | 'underway' | 'done' | 'dropped' };

/** What is to come, in its time and until it has come. */
export type Delivery = {
  /** `dueAt`: milliseconds since 1970. */
  plan(dueAt: number, cue: Cue): Planned;
  /** Tries at once; resolves after the first try, whatever came of it. */
  atOnce(cue: Cue): { readonly planned: Planned; readonly tried: Promise<void> };
  drop(planned: Planned): void;
  /** Sends off what is due. */
  pump(): void;
  /** Resolves when nothing is to come any more. */
  idle(): Promise<void>;
  close(): void;
};

type Parts = {
  readonly clock: SandboxClock;
  readonly tell: (callback: Callback) => Promise<void>;
  readonly write: (line: Line) => Promise<void>;
  /** Makes somebody call us, as the cue says. */
  readonly ring: (cue: Extract<Cue, { ring: unknown }>) => Promise<void>;
};
type Entry = { readonly cue: Cue; readonly planned: Planned };

/** Callbacks on their way at the same time. */
const mostAtOnce = 256;
const retryMs = 500;

/** Callbacks are repeated until the product acknowledges them, which the ledger then knows. */
export function createDelivery({ clock, tell, write, ring }: Parts): Delivery {
  const queue = new CueQueue<Entry>();
  const idlers = new Set<() => void>();
  let [underway, open] = [0, 0];
  let closed = false;
  let unwind = (): void => undefined;

  const hand = async (entry: Entry): Promise<void> => {
    const { cue, planned } = entry;
    planned.state = 'underway';
    underway += 1;
    try {
      if ('ring' in cue) await ring(cue);
      else {
        await tell(cue.callback);
        await write({ line: 'heard', key: cue.key });
      }
      planned.state = 'done';
      open -= 1;
    } catch {
      queue.add(clock.now() + retryMs, entry);
    }
    underway -= 1;
    pump();
  };

  const pump = (): void => {
    unwind();
    const now = clock.now();
    while (!closed && underway < mostAtOnce) {
      const entry = queue.take(now);
      if (!entry) break;
      if (entry.planned.state !== 'dropped') void hand(entry);
    }
    if (open === 0) for (const done of idlers) done();
    const next = queue.nextDue;
    if (!closed && next !== undefined && underway < mostAtOnce) unwind = clock.after(Math.max(next - now, 1), pump);
  };

  return {
    plan: (dueAt, cue) => {
      const planned: Planned = { state: 'waiting' };
      open += 1;
      queue.add(dueAt, { cue, planned });
      return planned;
    },
    atOnce: (cue) => {
      const planned: Planned = { state: 'waiting' };
      open += 1;
      return { planned, tried: hand({ cue, planned }) };
    },
    drop: (planned) => {
      if (planned.state !== 'waiting') return;
      planned.state = 'dropped';
      open -= 1;
    },
    pump,
    idle: () =>
      new Promise((resolve) => {
        const done = (): void => {
          idlers.delete(done);
          resolve();
        };
        idlers.add(done);
        pump();
      }),
    close: () => {
      closed = true;
      unwind();
    },
  };
}
