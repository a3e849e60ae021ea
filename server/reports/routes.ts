import express, { type Router } from 'express';
import type { Permission } from '#contracts/person/roles';
import type { Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { problem } from '#server/engine/http/problem';
import type { Database } from '#server/engine/postgres/database';

type Parts = { readonly db: Database; readonly allow: Allow<Permission> };

/** The report of an execution, read from the views that analysts read, so that both always say the same. */
export function reportRoutes({ db, allow }: Parts): Router {
  const router = express.Router();
  const read = async (sql: string, id: string): Promise<readonly object[]> =>
    (await db.pool.query<object>(sql, [id])).rows;
  router.get(
    '/api/executions/:executionId/report',
    allow('readReports'),
    identifiers('executionId'),
    async (request, response) => {
      const id = pathParameter(request, 'executionId');
      const [totals] = await read('select * from reporting.execution_totals where execution_id = $1', id);
      if (!totals) {
        problem(response, 404, { code: 'NotFound', detail: 'There is no such execution, or it has not begun.' });
        return;
      }
      const [whatsapp] = await read('select * from reporting.whatsapp_report where execution_id = $1', id);
      response.json({
        totals,
        whatsapp,
        templates: await read(
          'select * from reporting.template_performance where execution_id = $1 order by name, language',
          id,
        ),
        outcomes: await read(
          'select outcome, completed, rows from reporting.conversation_outcomes where execution_id = $1 order by rows desc, outcome',
          id,
        ),
        funnel: await read(
          'select step, port, passages from reporting.step_funnel where execution_id = $1 order by step, port',
          id,
        ),
        decisions: await read(
          'select verdict, reason, count(*) as decisions from reporting.contact_decisions where execution_id = $1 group by verdict, reason order by decisions desc, reason',
          id,
        ),
        failures: await read(
          `select reason, count(*) as rows from reporting.rows where execution_id = $1 and outcome is not null and outcome <> 'completed' group by reason order by rows desc, reason`,
          id,
        ),
      });
    },
  );
  return router;
}
