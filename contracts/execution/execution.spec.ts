import { describe, expect, test } from '@jest/globals';
import { isRefusal } from '#contracts/kernel/command';
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
  test('that does not exist is refused', () => {
    given(execution).when(pause).thenRefused('ExecutionIsMissing');
  });
});

describe('its settings', () => {
  test('have defaults, and limits that are said', () => {
    expect(executionSettings.parse({})).toEqual({ batchSize: 500, delaySeconds: 0, timeScale: 1 });
    expect(executionSettings.safeParse({ batchSize: 0 }).success).toBe(false);
    expect(executionSettings.safeParse({ delaySeconds: -1 }).success).toBe(false);
    expect(executionSettings.safeParse({ timeScale: 0 }).success).toBe(false);
  });
});
