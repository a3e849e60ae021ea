import { setTimeout as wait } from 'node:timers/promises';
import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import { executionCommand, type AskedOfExecution, type ExecutionCommand } from '#contracts/execution/commands';
import { execution } from '#contracts/execution/execution';
import type { Instant } from '#contracts/kernel/event';
import { may, type Role } from '#contracts/person/roles';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, signedIn, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs, parseCommand } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';
import { timelineOf } from './timeline.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow;
  readonly now: () => Instant;
};

const page = z.strictObject({
  after: z.coerce.number().int().min(-1).default(-1),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  outcome: z.enum(['open', 'completed', 'failed', 'suppressed', 'optedOut', 'stopped']).optional(),
});

export function executionRoutes({ log, db, allow, now }: Parts): Router {
  const router = express.Router();
  router.get(
    '/api/executions/:executionId',
    allow('readReports'),
    identifiers('executionId'),
    async (request, response) => {
      const { rows } = await db.pool.query('select * from read.executions where execution_id = $1', [
        pathParameter(request, 'executionId'),
      ]);
      if (rows[0]) response.json(rows[0]);
      else missing(response);
    },
  );
  router.get(
    '/api/executions/:executionId/rows',
    allow('readReports'),
    identifiers('executionId'),
    async (request, response) => {
      const asked = parseAs(page, request.query);
      if (!asked.ok) {
        reply(response, asked.invalid);
        return;
      }
      const { after, limit, outcome } = asked.value;
      const { rows } = await db.pool.query<{ n: number }>(
        `select * from read.rows where execution_id = $1 and n > $2 and ($3::text is null or coalesce(outcome, 'open') = $3) order by n limit $4`,
        [pathParameter(request, 'executionId'), after, outcome ?? null, limit],
      );
      response.json({ rows, next: rows.length === limit ? (rows.at(-1)?.n ?? null) : null });
    },
  );
  router.get('/api/rows/:rowId', allow('readReports'), async (request, response) => {
    const { role } = signedIn(response);
    const moments = await timelineOf(log, pathParameter(request, 'rowId'), may(role as Role, 'readPersonalData'));
    if (moments.length === 0)
      problem(response, 404, { code: 'NotFound', detail: 'There is no such row, or it has not begun.' });
    else response.json({ rowId: pathParameter(request, 'rowId'), moments });
  });
  router.post(
    '/api/executions/:executionId/commands',
    allow('runExecutions'),
    identifiers('executionId'),
    async (request, response) => {
      const parsed = parseCommand(executionCommand, request.body);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const { commandId, command } = parsed.value;
      const id = pathParameter(request, 'executionId');
      await begun(log, db, id);
      reply(
        response,
        await handleCommand({
          log,
          decider: execution,
          id,
          command: withCause(command),
          provenance: askedBy(response, commandId, now),
        }),
      );
    },
  );
  return router;
}

const beginsWithinMs = 3_000;

/** A run that its campaign has started, but whose own stream has not begun, is a moment away from it. */
async function begun(log: Log, db: Database, executionId: string): Promise<void> {
  const until = performance.now() + beginsWithinMs;
  while (performance.now() < until && (await log.read(`execution-${executionId}`)).length === 0) {
    const { rowCount } = await db.pool.query('select 1 from read.executions where execution_id = $1', [executionId]);
    if (!rowCount) await caughtUp(log, db, ['executions']);
    if (
      !rowCount &&
      !(await db.pool.query('select 1 from read.executions where execution_id = $1', [executionId])).rowCount
    )
      return;
    await wait(25);
  }
}

function withCause(command: AskedOfExecution): ExecutionCommand {
  return command.type === 'PauseExecution'
    ? { type: command.type, data: { cause: 'operator', sentence: 'Paused by an operator.' } }
    : command;
}

function missing(response: Response): void {
  problem(response, 404, { code: 'NotFound', detail: 'There is no such execution, or it has not begun.' });
}
