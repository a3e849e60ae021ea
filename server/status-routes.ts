import { readHealth, readMetrics, readReadiness } from '#contracts/wire/status-doors';
import type { StoreWatch } from '#server/engine/eventstore/store-watch';
import { serve, type Served } from '#server/engine/http/serve';
import type { Database } from '#server/engine/postgres/database';
import type { DatabaseWatch } from '#server/engine/postgres/database-watch';
import type { FollowerStatus } from '#server/engine/subscriptions/follow';
import type { Metrics } from '#server/metrics';
import type { ProcessRoles } from '#server/process-roles';

type Parts = {
  readonly db: Database;
  readonly roles: ProcessRoles;
  /** Those at work in this process; a process that stands by has none. */
  readonly followers: ReadonlyMap<string, FollowerStatus>;
  readonly watch: Pick<DatabaseWatch, 'state'>;
  readonly storeWatch: Pick<StoreWatch, 'state'>;
  readonly metrics: Pick<Metrics, 'text'>;
};

/** Whether the process lives, whether it can do its work, and how much it does. */
export function statusDoors({ db, roles, followers, watch, storeWatch, metrics }: Parts): readonly Served[] {
  return [
    serve(readHealth, () => Promise.resolve({ status: 'ok' })),
    serve(readReadiness, async ({ response }) => {
      const database = await db.pool.query('select 1').then(watch.state, () => 'unreachable');
      const eventStore = storeWatch.state();
      const failed = [...followers.values()].filter(({ state }) => state === 'failed').map(({ name }) => name);
      const ready = database === 'ok' && eventStore === 'ok' && failed.length === 0;
      response.status(ready ? 200 : 503);
      return {
        status: ready ? ('ok' as const) : ('not ready' as const),
        ...{ roles: [...roles], database, eventStore, followers: followers.size, failedFollowers: failed },
      };
    }),
    serve(readMetrics, async ({ response }) => {
      response.type('text/plain').send(await metrics.text());
      return undefined;
    }),
  ];
}
