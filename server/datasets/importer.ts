import { dataSet } from '#contracts/data-set/data-set';
import { handleCommand } from '#server/engine/commands/handle-command';
import { isStoreAway } from '#server/engine/eventstore/store-watch';
import { createSignal } from '#server/engine/eventstore/wake-signal';
import { isConnectionFault, isDiskFull } from '#server/engine/postgres/connection-fault';
import { importDataSet, type ImportParts } from './import-data-set.ts';
import { claimedDataSets, discardAbandoned, discardUpload } from './uploads.ts';

export type Importer = { wake(): void; stop(): Promise<void> };

const pollMs = 2_000;
const tidyMs = 10 * 60 * 1_000;
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
      // A database that is away says nothing about the file.
      if (isAway(error)) throw error;
      const times = (failures.get(dataSetId) ?? 0) + 1;
      failures.set(dataSetId, times);
      if (times < mostTries) throw error;
      await giveUp(parts, dataSetId, error as Error);
    }
  };

  const importAll = async (): Promise<void> => {
    for (const dataSetId of await claimedDataSets(parts.db)) if (!signal.aborted) await tryImport(dataSetId);
  };

  /** One process at a time; the lock goes with its connection. */
  const importAlone = async (): Promise<void> => {
    const client = await parts.db.pool.connect();
    try {
      const { rows: lock } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
        lockKey,
      ]);
      if (lock[0]?.locked) await importAll();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => undefined);
      client.release();
    }
  };

  let tidied = 0;
  const tidy = async (): Promise<void> => {
    const at = performance.now();
    if (tidied > 0 && at - tidied < tidyMs) return;
    tidied = at;
    await discardAbandoned(parts.db);
  };

  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const raised = woken.next(pollMs, signal);
      await tidy()
        .then(importAlone)
        .catch((error: unknown) => parts.report(error as Error));
      await raised;
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

function isAway(error: unknown): boolean {
  return isConnectionFault(error) || isDiskFull(error) || isStoreAway(error);
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
  await discardUpload(db, dataSetId);
}
