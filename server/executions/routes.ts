import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { AskedOfExecution, ExecutionCommand } from '#contracts/execution/commands';
import { execution } from '#contracts/execution/execution';
import { isRefusal } from '#contracts/kernel/command';
import type { Instant } from '#contracts/kernel/event';
import { dryRunCampaign } from '#contracts/wire/campaign-doors';
import {
  commandExecution,
  decisionRow,
  listDecisions,
  listRows,
  readExecution,
  readRow,
  rowRow,
} from '#contracts/wire/execution-doors';
import type { executionRow } from '#contracts/wire/execution-row';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Owner } from '#server/engine/http/owner';
import { readPage } from '#server/engine/http/page';
import { deniedBy, isDenied, notFound } from '#server/engine/http/problem';
import { readFrom, serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';
import { dryRunOf } from './dry-run.ts';
import { timelineOf } from './timeline.ts';

type Parts = { readonly log: Log; readonly db: Database; readonly now: () => Instant };

const noExecution = notFound('There is no such execution, or it has not begun.');

function ofExecution(id: string): Owner {
  return { table: 'read.executions', column: 'execution_id', id, missing: noExecution };
}

export function executionDoors({ log, db, now }: Parts): readonly Served[] {
  return [
    serve(readFrom(['executions'], readExecution), async ({ params: { executionId } }) => {
      const { rows } = await db.pool.query<z.infer<typeof executionRow>>(
        'select * from read.executions where execution_id = $1',
        [executionId],
      );
      return rows[0] ?? noExecution;
    }),
    serve(readFrom(['executions'], listRows), async ({ params: { executionId }, query }) => {
      const page = await readPage(db, {
        ...{ list: `rows of ${executionId}`, of: ofExecution(executionId) },
        row: rowRow,
        sql: `select * from read.rows where execution_id = $1 and ($2::text is null or coalesce(outcome, 'open') = $2)`,
        values: [executionId, query.outcome ?? null],
        ...{ keys: ['n'], asked: query },
      });
      return isDenied(page) ? page : { rows: page.rows, next: page.next };
    }),
    serve(readFrom(['executions'], listDecisions), async ({ params: { executionId }, query }) => {
      const page = await readPage(db, {
        ...{ list: `decisions of ${executionId}`, of: ofExecution(executionId) },
        row: decisionRow,
        sql: 'select * from read.decisions where execution_id = $1 and ($2::text is null or verdict = $2)',
        values: [executionId, query.verdict ?? null],
        ...{ keys: ['position'], asked: query },
      });
      return isDenied(page) ? page : { decisions: page.rows, next: page.next };
    }),
    serve(
      readFrom(['dataSets', 'contacts'], dryRunCampaign),
      async ({ params: { campaignId }, query: { dataSetId, version, limit } }) => {
        const found = await dryRunOf({ log, db, now }, { campaignId, dataSetId, version, limit });
        if (found === null) return notFound('There is no such campaign, flow version or data set.');
        return isRefusal(found) ? deniedBy({ outcome: 'refused', ...found }) : found;
      },
    ),
    serve(readRow, async ({ params: { rowId }, by }) => {
      const moments = await timelineOf(log, rowId, by.may('readPersonalData'));
      return moments.length > 0 ? { rowId, moments } : notFound('There is no such row, or it has not begun.');
    }),
    serveCommands(commandExecution, now, async ({ params: { executionId: id }, command, provenance }) => {
      await begun(log, db, id);
      return handleCommand({ log, decider: execution, id, command: withCause(command), provenance });
    }),
  ];
}

const beginsWithinMs = 3_000;

/** A run that its campaign has started, but whose own stream has not begun, is a moment away from it. */
async function begun(log: Log, db: Database, executionId: string): Promise<void> {
  const until = performance.now() + beginsWithinMs;
  while (performance.now() < until && (await log.read(`execution-${executionId}`)).length === 0) {
    const { rowCount } = await db.pool.query('select 1 from read.executions where execution_id = $1', [executionId]);
    if (!rowCount) await caughtUp(log, db, ['executions'], { withinMs: beginsWithinMs });
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
