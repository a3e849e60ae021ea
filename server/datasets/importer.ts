import { dataSet } from '#contracts/data-set/data-set';
import { handleCommand } from '#server/engine/commands/handle-command';
import { createSignal } from '#server/engine/eventstore/wake-signal';
import { importDataSet, type ImportParts } from './import-data-set.ts';

export type Importer = { wake(): void; stop(): Promise<void> };

const pollMs = 2_000;
/** After so many faults a file is given up, so that the next one has its turn. */
const mostTries = 5;
/** Serialises imports over all processes; any constant of our own will do. */
const lockKey = 730_514_003;

/** Imports uploaded files one after the other, whichever process they came in by; one left by a crash is taken up. */
export function startImporter(
  parts: Omit<ImportParts, 'signal'> & { readonly report: (fault: Error) => void },
): Importer {
  const woken = createSignal();
  const stopping = new AbortController();
  const { signal } = stopping;

  const failures = new Map<string, number>();

  const tryImport = async (dataSetId: string): Promise<void> => {
    try {
      await importDataSet({ ...parts, signal }, dataSetId);
    } catch (error) {
      const times = (failures.get(dataSetId) ?? 0) + 1;
      failures.set(dataSetId, times);
      if (times < mostTries) throw error;
      await giveUp(parts, dataSetId, error as Error);
    }
  };

  const importNext = async (): Promise<boolean> => {
    const client = await parts.db.pool.connect();
    try {
      const { rows: lock } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
        lockKey,
      ]);
      if (!lock[0]?.locked) return false;
      const { rows } = await client.query<{ data_set_id: string }>(
        `select data_set_id from uploads.import where recorded or begun_at < now() - interval '1 minute' order by begun_at limit 1`,
      );
      if (rows[0]) await tryImport(rows[0].data_set_id);
      return rows.length > 0;
    } finally {
      await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => undefined);
      client.release();
    }
  };

  const loop = async (): Promise<void> => {
    await discardAbandoned(parts).catch(parts.report);
    while (!signal.aborted) {
      const raised = woken.next(pollMs, signal);
      const more = await importNext().catch((error: unknown) => {
        parts.report(error as Error);
        return false;
      });
      if (!more) await raised;
    }
  };

  const running = loop();
  return {
    wake: woken.raise,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Pieces of uploads that were cut off by a crash, a day ago or longer. */
async function discardAbandoned({ db }: Pick<ImportParts, 'db'>): Promise<void> {
  await db.pool.query(
    `delete from uploads.part where stored_at < now() - interval '1 day' and data_set_id not in (select data_set_id from uploads.import)`,
  );
}

async function giveUp({ log, db, now }: Omit<ImportParts, 'signal'>, dataSetId: string, fault: Error): Promise<void> {
  const provenance = { commandId: `give up ${dataSetId}`, correlationId: dataSetId, by: 'system:import', at: now() };
  const sentence = `The file could not be processed: ${fault.message} Upload it again.`;
  await handleCommand({
    log,
    decider: dataSet,
    id: dataSetId,
    command: { type: 'RecordFailure', data: { dataSetId, code: 'ImportFailed', sentence } },
    provenance,
  });
  await db.pool.query('delete from uploads.import where data_set_id = $1', [dataSetId]);
  await db.pool.query('delete from uploads.part where data_set_id = $1', [dataSetId]);
}
