import type { ExecutionEvent } from './events.ts';

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
      settings: { batchSize: 500, delaySeconds: 0, timeScale: 1 },
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
  ExecutionCompleted: { type: 'ExecutionCompleted', data: { executionId, ended: 2 } },
} satisfies { [E in ExecutionEvent as E['type']]: E };
