import type { Event, Instant } from '#contracts/kernel/event';

/** The history up to here came out of a backup. What happened after it was made is not in it, but may have happened. */
export type InstallationRestored = Event<
  'InstallationRestored',
  {
    readonly restoreId: string;
    /** Events the backup held. */
    readonly events: number;
    /** Time of the newest of them; null when there was none. */
    readonly until: Instant | null;
    /** Runs that were open and have been paused. */
    readonly paused: number;
  }
>;

/** The carriers were asked what passed between us and anybody since the backup; the contacts' histories hold it now. */
export type InstallationReconciled = Event<
  'InstallationReconciled',
  {
    readonly restoreId: string;
    readonly since: Instant | null;
    /** Messages of contacts that were in a carrier's list. */
    readonly received: number;
    /** Messages and calls of ours that were in a carrier's list and not in the history. */
    readonly sent: number;
  }
>;

export type InstallationEvent = InstallationRestored | InstallationReconciled;
