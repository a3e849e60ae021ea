import express, { type Router } from 'express';
import type { StoreWatch } from '#server/engine/eventstore/store-watch';
import type { Database } from '#server/engine/postgres/database';
import type { DatabaseWatch } from '#server/engine/postgres/database-watch';
import type { FollowerStatus } from '#server/engine/subscriptions/follow';
import type { ProcessRoles } from '#server/process-roles';

type Parts = {
  readonly db: Database;
  readonly roles: ProcessRoles;
  /** Those at work in this process; a process that stands by has none. */
  readonly followers: ReadonlyMap<string, FollowerStatus>;
  readonly watch: Pick<DatabaseWatch, 'state'>;
  readonly storeWatch: Pick<StoreWatch, 'state'>;
};

/** Whether the process lives, and whether it can do its work. */
export function statusRoutes({ db, roles, followers, watch, storeWatch }: Parts): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const database = await db.pool.query('select 1').then(watch.state, () => 'unreachable');
    const eventStore = storeWatch.state();
    const failed = [...followers.values()].filter(({ state }) => state === 'failed').map(({ name }) => name);
    const ready = database === 'ok' && eventStore === 'ok' && failed.length === 0;
    response.status(ready ? 200 : 503).json({
      ...{ status: ready ? 'ok' : 'not ready', roles: [...roles], database, eventStore },
      ...{ followers: followers.size, failedFollowers: failed },
    });
  });
  return router;
}
