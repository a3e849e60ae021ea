import express, { type Router } from 'express';
import type { Database } from '#server/engine/postgres/database';
import type { DatabaseWatch } from '#server/engine/postgres/database-watch';
import type { FollowerStatus } from '#server/engine/subscriptions/follow';

type Parts = {
  readonly db: Database;
  readonly followers: ReadonlyMap<string, FollowerStatus>;
  readonly watch: Pick<DatabaseWatch, 'state'>;
};

/** Whether the process lives, and whether it can do its work. */
export function statusRoutes({ db, followers, watch }: Parts): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const database = await db.pool.query('select 1').then(watch.state, () => 'unreachable');
    const failed = [...followers.values()].filter(({ state }) => state === 'failed').map(({ name }) => name);
    const ready = database === 'ok' && failed.length === 0;
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'not ready', database, failedFollowers: failed });
  });
  return router;
}
