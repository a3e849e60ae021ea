import type { Instant } from '#contracts/kernel/event';
import { isStoreAway } from '#server/engine/eventstore/store-watch';
import type { Leased } from './dispatch.ts';
import { createRoundSize } from './round-size.ts';
import type { RunTables } from './run-tables.ts';

/** Whoever died leaves what it held to others after this long; whoever is only slow does it beside them, which is allowed (law 9). */
const leaseMs = 5_000;

type Parts = {
  readonly tables: Pick<RunTables, 'claim' | 'postpone'>;
  readonly now: () => Instant;
  /** Milliseconds of a clock that only ever goes forward. */
  readonly elapsed: () => number;
  /** How many attempts may still be begun. */
  readonly room: () => number;
  readonly workOff: (dispatches: readonly Leased[]) => Promise<void>;
  /** So many milliseconds from now. */
  readonly later: (ms: number) => Instant;
  /** After so long what could not be worked off now is due again. Milliseconds. */
  readonly laterMs: number;
};

/** Takes one round of what is due under a lease and works it off; tells whether more may be due already. */
export function createTaking({ tables, now, elapsed, room, workOff, later, laterMs }: Parts): () => Promise<boolean> {
  const size = createRoundSize(leaseMs);
  /** Dispatches of rounds that are not over: any of them may become an attempt. */
  let applying = 0;

  const round = async (most: number): Promise<boolean> => {
    const dispatches = await tables.claim({ now: now(), leaseUntil: later(leaseMs), most });
    if (dispatches.length === 0) return false;
    const began = elapsed();
    try {
      await workOff(dispatches);
    } catch (error) {
      // The log is away for a while: nobody has to wait until the leases have run out.
      if (isStoreAway(error)) await tables.postpone(dispatches.map((each) => ({ ...each, until: later(laterMs) })));
      throw error;
    } finally {
      size.took(most, elapsed() - began);
    }
    return dispatches.length === most;
  };

  return async () => {
    const most = Math.min(size.now(), room() - applying);
    if (most <= 0) return false;
    applying += most;
    try {
      return await round(most);
    } finally {
      applying -= most;
    }
  };
}
