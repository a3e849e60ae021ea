import { describe, expect, test } from '@jest/globals';
import { isRefusal } from '#contracts/kernel/command';
import { fold } from '#contracts/kernel/decider';
import { given } from '#contracts/kernel/spec';
import { executionExamples as happened } from './examples.ts';
import { execution } from './execution.ts';
import { executionSettings } from './settings.ts';

const started = happened.ExecutionStarted;
const pause = { type: 'PauseExecution', data: { cause: 'operator', sentence: 'Paused by an operator.' } } as const;
const resume = { type: 'ResumeExecution', data: {} } as const;
const stop = { type: 'StopExecution', data: {} } as const;
const confirmStopped = { type: 'ConfirmStopped', data: { ended: 1 } } as const;
const admit = (count: number) => ({ type: 'AdmitBatch', data: { slices: [{ chunk: 0, offset: 0, count }] } }) as const;

describe('an execution', () => {
  test('begins once', () => {
    given(execution).when({ type: 'BeginExecution', data: started.data }).then(started);
    given(execution, started).when({ type: 'BeginExecution', data: started.data }).thenNothing();
  });
  test('admits rows in their order until none is left', () => {
    given(execution, started).when(admit(2)).then(happened.BatchAdmitted);
    given(execution, started, happened.BatchAdmitted).when(admit(1)).thenNothing();
  });
  test('admits nothing while it is not running', () => {
    given(execution, started, happened.ExecutionPauseAsked).when(admit(1)).thenRefused('ExecutionIsNotRunning');
  });
  test('pauses in two steps: asked, and done when nothing is in flight', () => {
    given(execution, started).when(pause).then(happened.ExecutionPauseAsked);
    given(execution, started, happened.ExecutionPauseAsked)
      .when({ type: 'ConfirmPaused', data: {} })
      .then(happened.ExecutionPaused);
    given(execution, started).when({ type: 'ConfirmPaused', data: {} }).thenNothing();
  });
  test('pausing twice, and resuming what runs, change nothing', () => {
    given(execution, started, happened.ExecutionPauseAsked).when(pause).thenNothing();
    given(execution, started).when(resume).thenNothing();
  });
  test('resumes when it is paused or about to be', () => {
    given(execution, started, happened.ExecutionPauseAsked).when(resume).then(happened.ExecutionResumed);
    given(execution, started, happened.ExecutionPauseAsked, happened.ExecutionPaused)
      .when(resume)
      .then(happened.ExecutionResumed);
  });
  test('stops from running and from paused, and says how many rows stay queued', () => {
    given(execution, started).when(stop).then(happened.ExecutionStopAsked);
    given(execution, started, happened.ExecutionPauseAsked, happened.ExecutionPaused)
      .when(stop)
      .then(happened.ExecutionStopAsked);
    const { decision } = given(execution, started, happened.ExecutionStopAsked).when(confirmStopped);
    expect(!isRefusal(decision) && decision[0]?.data).toMatchObject({ ended: 1, leftQueued: 2 });
  });
  test('that has ended cannot be paused, resumed or stopped', () => {
    for (const command of [pause, resume, stop])
      given(execution, started, happened.ExecutionCompleted).when(command).thenRefused('ExecutionHasEnded');
  });
  test('numbers its batches and rows one after the other', () => {
    given(execution, { ...started, data: { ...started.data, rows: 3 } }, happened.BatchAdmitted)
      .when({ type: 'AdmitBatch', data: { slices: [{ chunk: 1, offset: 4, count: 1 }] } })
      .then({
        type: 'BatchAdmitted',
        data: {
          ...{ executionId: started.data.executionId, batch: 1, firstRow: 2, rows: 1 },
          slices: [{ chunk: 1, offset: 4, count: 1 }],
        },
      });
    given(execution, started)
      .when({ type: 'AdmitBatch', data: { slices: [] } })
      .thenNothing();
  });
  test('knows where its next row stands: behind the last slice', () => {
    const batch = (slices: readonly { chunk: number; offset: number; count: number }[]) =>
      ({ type: 'BatchAdmitted', data: { ...happened.BatchAdmitted.data, slices } }) as const;
    const after = (...events: Parameters<typeof execution.evolve>[1][]) => fold(execution, [started, ...events]);
    expect(after()).toMatchObject({ next: { chunk: 0, offset: 0 }, admitted: 0, batches: 0 });
    const slices = [
      { chunk: 0, offset: 3, count: 2 },
      { chunk: 1, offset: 0, count: 7 },
    ];
    expect(after(batch(slices))).toMatchObject({ next: { chunk: 1, offset: 7 }, admitted: 2, batches: 1 });
    expect(after(batch(slices), batch([]))).toMatchObject({ next: { chunk: 1, offset: 7 } });
  });
  test('says of a pause why it was asked, and forgets it when it goes on', () => {
    const asked = {
      type: 'ExecutionPauseAsked',
      data: { ...happened.ExecutionPauseAsked.data, cause: 'campaignEnded', sentence: 'The campaign has ended.' },
    } as const;
    given(execution, started, asked)
      .when({ type: 'ConfirmPaused', data: {} })
      .then({ type: 'ExecutionPaused', data: asked.data });
    expect(fold(execution, [started, asked, happened.ExecutionResumed])).toMatchObject({
      status: 'running',
      pause: null,
    });
  });
  test('that does not exist is refused', () => {
    given(execution).when(pause).thenRefused('ExecutionIsMissing');
  });
});

describe('what follows from a command, whatever state the execution is in', () => {
  const { ExecutionPauseAsked: pauseAsked, ExecutionPaused: paused, ExecutionStopAsked: stopAsked } = happened;
  const histories = {
    running: [started],
    pausing: [started, pauseAsked],
    paused: [started, pauseAsked, paused],
    stopping: [started, stopAsked],
    stopped: [started, stopAsked, happened.ExecutionStopped],
    completed: [started, happened.ExecutionCompleted],
  } as const;
  const commands = {
    pause,
    confirmPaused: { type: 'ConfirmPaused', data: {} },
    resume,
    stop,
    confirmStopped,
    complete: { type: 'CompleteExecution', data: { ended: 2 } },
    admit: admit(1),
  } as const;
  const no = 'ExecutionHasEnded';
  const idle = 'ExecutionIsNotRunning';
  const nothing = '–';
  test.each([
    [
      'running',
      ['ExecutionPauseAsked', nothing, nothing, 'ExecutionStopAsked', nothing, 'ExecutionCompleted', 'BatchAdmitted'],
    ],
    [
      'pausing',
      [nothing, 'ExecutionPaused', 'ExecutionResumed', 'ExecutionStopAsked', nothing, 'ExecutionCompleted', idle],
    ],
    ['paused', [nothing, nothing, 'ExecutionResumed', 'ExecutionStopAsked', nothing, 'ExecutionCompleted', idle]],
    ['stopping', [no, nothing, no, nothing, 'ExecutionStopped', nothing, idle]],
    ['stopped', [no, nothing, no, nothing, nothing, nothing, idle]],
    ['completed', [no, nothing, no, no, nothing, nothing, idle]],
  ] as const)('%s', (status, wanted) => {
    const found = Object.values(commands).map((command) => {
      const { decision } = given(execution, ...histories[status]).when(command);
      return isRefusal(decision) ? decision.refused : (decision[0]?.type ?? nothing);
    });
    expect(Object.fromEntries(Object.keys(commands).map((name, i) => [name, found[i]]))).toEqual(
      Object.fromEntries(Object.keys(commands).map((name, i) => [name, wanted[i]])),
    );
  });
});

describe('its settings', () => {
  test('have defaults, and limits that are said', () => {
    expect(executionSettings.parse({})).toEqual({
      ...{ batchSize: 500, delaySeconds: 0, timeScale: 1, pacing: 'channel', timeZoneColumn: null },
      retries: { rateLimited: { most: 3, afterSeconds: 60 }, carrier: { most: 2, afterSeconds: 60 } },
      autoPause: { failureRate: 0.5, attempts: 100 },
    });
    expect(executionSettings.safeParse({ batchSize: 0 }).success).toBe(false);
    expect(executionSettings.safeParse({ delaySeconds: -1 }).success).toBe(false);
    expect(executionSettings.safeParse({ timeScale: 0 }).success).toBe(false);
    const most = { batchSize: 10_000, delaySeconds: 86_400, timeScale: 1_000_000 };
    expect(executionSettings.safeParse(most).success).toBe(true);
    for (const name of ['batchSize', 'delaySeconds', 'timeScale'] as const)
      expect(executionSettings.safeParse({ ...most, [name]: most[name] + 1 }).success).toBe(false);
  });
});
