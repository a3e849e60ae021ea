import type { ExecutionEvent, ExecutionRowsListed } from './events.ts';

const executionId = '0193f1a0-0000-7000-8000-000000000002';
const pause = { cause: 'operator', sentence: 'Paused by an operator.' } as const;

/** One example of every event of an execution. */
export const executionExamples = {
  ExecutionStarted: {
    type: 'ExecutionStarted',
    data: {
      ...{
        executionId,
        campaignId: '0193f1a0-0000-7000-8000-000000000001',
        flowId: '0193f1a0-0000-7000-8000-000000000003',
      },
      ...{ flowVersion: 1, dataSetId: '0193f1a0-0000-7000-8000-000000000005', rows: 2 },
      ...{ channelIds: ['0193f1a0-0000-7000-8000-000000000004'], startsAt: null, endsAt: null },
      settings: {
        ...{ batchSize: 500, delaySeconds: 0, timeScale: 1, pacing: 'channel', timeZoneColumn: null },
        ...{ quietHours: { start: '21:00', end: '08:00', quietDays: [] } },
        ...{ retries: { busy: { most: 1, afterSeconds: 900 } }, autoPause: { failureRate: 0.5, attempts: 100 } },
      },
      ...{ disclosure: 'This call is made by an AI.', retryOf: null },
    },
  },
  BatchAdmitted: {
    type: 'BatchAdmitted',
    data: { executionId, batch: 0, firstRow: 0, rows: 2, slices: [{ chunk: 0, offset: 0, count: 2 }] },
  },
  ExecutionPauseAsked: { type: 'ExecutionPauseAsked', data: { executionId, ...pause } },
  ExecutionPaused: { type: 'ExecutionPaused', data: { executionId, ...pause } },
  ExecutionResumed: { type: 'ExecutionResumed', data: { executionId } },
  ExecutionStopAsked: { type: 'ExecutionStopAsked', data: { executionId } },
  ExecutionStopped: { type: 'ExecutionStopped', data: { executionId, ended: 1, leftQueued: 1 } },
  DoubtResolved: {
    type: 'DoubtResolved',
    data: { executionId, rowId: `${executionId}_0`, attemptId: `${executionId}_0.1`, wentOut: true },
  },
  ExecutionCompleted: { type: 'ExecutionCompleted', data: { executionId, ended: 2 } },
} satisfies { [E in ExecutionEvent as E['type']]: E };

/** One example of the lists of rows that are tried again. */
export const executionRowsExamples = {
  ExecutionRowsListed: {
    type: 'ExecutionRowsListed',
    data: {
      executionId,
      part: 0,
      rows: [
        [0, 1],
        [3, 17],
      ],
    },
  },
} satisfies { [E in ExecutionRowsListed as E['type']]: E };
