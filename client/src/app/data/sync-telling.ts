import type { DeviceDatabase } from './device-database.ts';
import type { SyncState } from './sync-state.ts';

/** What the tab with the connection tells all tabs: how the device stands to the server, and how far it has come. */
export function createTelling(db: DeviceDatabase, now: () => number, report: (fault: unknown) => void) {
  let state: SyncState = { is: 'connecting', since: now() };
  let most = 0;

  const tell = (next: SyncState): void => {
    state = next;
    db.telling.put({ key: 'sync', state: next }).catch(report);
  };
  tell(state);

  return {
    state: (): SyncState => state,
    is: (is: 'offline' | 'needs-auth' | 'upgrade' | 'syncing'): void => {
      if (is === 'syncing') most = 0;
      else if (is === state.is) return;
      tell(is === 'syncing' ? { is, since: now(), done: 0, total: 0 } : { is, since: now() });
    },
    /** While connected: how much of what waited has come through, or that everything has. */
    progress: async (atRest: boolean): Promise<void> => {
      const left = await db.outbox.count();
      if (state.is !== 'live' && state.is !== 'syncing') return;
      most = left === 0 ? 0 : Math.max(most, left);
      const { since } = state;
      const next: SyncState =
        atRest && left === 0 ? { is: 'live', since } : { is: 'syncing', since, done: most - left, total: most };
      if (JSON.stringify(next) !== JSON.stringify(state)) tell(next);
    },
  };
}

export type SyncTelling = ReturnType<typeof createTelling>;
