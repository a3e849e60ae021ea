import { beforeEach, describe, expect, test } from '@jest/globals';
import { personalFields } from '#contracts/registry';
import type { RowEvent } from '#contracts/row/events';
import { rowExamples } from '#contracts/row/examples';
import { createLog } from '#server/engine/log/create-log';
import type { Log } from '#server/engine/log/log';
import { MemoryEventStore } from '#testing/simulation/memory-event-store';
import { memoryKeyRing } from '#testing/simulation/memory-key-ring';
import { MemoryRunTables } from '#testing/simulation/memory-run-tables';
import { createRowFolds } from './row-folds.ts';
import type { Guard } from './run-tables.ts';
import { sweepGuards } from './sweep-guards.ts';

const { rowId, executionId, contactId, channelId, attemptId } = rowExamples.AttemptIntended.data;
const guard: Guard = { channelId, contactId, attemptId, rowId, executionId, kind: 'message' };
/** What the row would make after the attempt that is open. */
const next: Guard = { ...guard, attemptId: `${rowId}.2` };
const begun = [rowExamples.RowStarted, rowExamples.ContactDecided] as readonly RowEvent[];
const open = [...begun, rowExamples.AttemptIntended] as readonly RowEvent[];
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 24, 12, 0, seconds)).toISOString();

describe('a guard that nobody came back to', () => {
  let tables: MemoryRunTables;
  let log: Log;
  beforeEach(() => {
    tables = new MemoryRunTables();
    log = createLog({ store: new MemoryEventStore(), keyRing: memoryKeyRing(), personal: personalFields });
  });
  const happened = (events: readonly RowEvent[]) =>
    log.append(`row-${rowId}`, 'no-stream', events, {
      ...{ commandId: 'start', correlationId: executionId, by: 'system:test', at: at(0) },
    });
  const sweepAt = async (seconds: number): Promise<readonly string[]> => {
    await sweepGuards({ tables, folds: createRowFolds(log), now: () => at(seconds) });
    return [...tables.guards.values()].map((held) => held.attemptId);
  };

  test('is given back when its intent was never written, but not before whoever took it may still write it', async () => {
    await happened(begun);
    await tables.guard([guard], at(0));
    expect(await sweepAt(20)).toEqual([attemptId]);
    expect(await sweepAt(21)).toEqual([]);
  });
  test('is kept while its attempt is open, for however long', async () => {
    await happened(open);
    await tables.guard([guard], at(0));
    expect(await sweepAt(3_600)).toEqual([attemptId]);
  });
  test('is kept under an open attempt of its row, though it names the next one, which was never written', async () => {
    await happened(open);
    await tables.guard([guard], at(0));
    await tables.guard([next], at(1));
    expect(await sweepAt(3_600)).toEqual([next.attemptId]);
    const another: Guard = { ...guard, rowId: `${executionId}_7`, attemptId: `${executionId}_7.1` };
    expect(await tables.guard([another], at(3_600))).toEqual(new Set());
  });
  test('is kept when it is taken anew while it is being looked at', async () => {
    await happened(begun);
    await tables.guard([guard], at(0));
    const folds = createRowFolds(log);
    const load: typeof folds.load = async (...asked) => {
      await tables.guard([next], at(30));
      await tables.guard([guard], at(30));
      return folds.load(...asked);
    };
    await sweepGuards({ tables, folds: { ...folds, load }, now: () => at(30) });
    expect([...tables.guards.values()].map(({ since }) => since)).toEqual([at(30)]);
  });
});
