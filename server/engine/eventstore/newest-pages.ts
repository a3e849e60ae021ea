import type { StoredEvent } from './event-store.ts';
import type { RecentEvents } from './recent-events.ts';

type Page = (after: number, most: number) => Promise<readonly StoredEvent[]>;
type Parts = {
  readonly recent: RecentEvents;
  /** Commits of this process whose answers are not here yet. */
  readonly underWay: ReadonlySet<Promise<void>>;
  readonly stored: Page;
};

/**
 * The events behind a position, for followers. PostgreSQL tells of a commit before its writer has the answer: what this
 * process is writing itself is waited for, instead of being read back by every follower; and followers at the same place
 * ask at the same time, so they are given one answer.
 */
export function newestPages({ recent, underWay, stored }: Parts): Page {
  const asked = new Map<string, ReturnType<Page>>();

  const written: Page = async (after, most) => {
    for (const committing of [null, ...underWay]) {
      await committing;
      const near = recent.following(after, most);
      if (near.length > 0) return near;
    }
    return [];
  };

  const shared: Page = (after, most) => {
    const place = `${after} ${most}`;
    const asking = asked.get(place) ?? stored(after, most).finally(() => asked.delete(place));
    asked.set(place, asking);
    return asking;
  };

  return async (after, most) => {
    const near = await written(after, most);
    return near.length > 0 ? near : shared(after, most);
  };
}
