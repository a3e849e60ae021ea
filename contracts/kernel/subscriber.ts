import type { Numbered } from './event.ts';

/** What a screen may listen to, e.g. `execution:<id>`; published after the commit. */
export type Topic = string;

/**
 * Follows the log in order, batch by batch. Its effects and its checkpoint commit in one transaction (`Tx`).
 * A *projection* writes rows and can be thrown away and rebuilt; a *reactor* writes dispatches and is never replayed.
 */
export type Subscriber<Tx> = {
  /** Also the name of its checkpoint. */
  readonly name: string;
  readonly kind: 'projection' | 'reactor';
  /** Rising it makes a projection be rebuilt. */
  readonly version: number;
  /** The event types it is given; everything else passes by. */
  readonly handles: readonly string[];
  /** Applies a batch (in log order, never empty) and names the topics that changed. */
  on(batch: readonly Numbered[], tx: Tx): Promise<readonly Topic[]>;
};

/**
 * A subscriber whose tables hold nothing but what the log says, so that they can be dropped and made again.
 * `ddl` makes `tables` (in order) in whatever schema comes first on the search path.
 */
export type Projection<Tx> = Subscriber<Tx> & {
  readonly kind: 'projection';
  readonly tables: readonly string[];
  readonly ddl: string;
  /** A replay of many batches in one transaction: from `begin` on, rows may wait in memory; `flush` writes them. */
  readonly replaying?: { begin(tx: Tx): void; flush(tx: Tx): Promise<void> };
};
