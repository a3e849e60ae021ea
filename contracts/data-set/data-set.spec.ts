import { describe, expect, test } from '@jest/globals';
import { fold } from '#contracts/kernel/decider';
import { given } from '#contracts/kernel/spec';
import { chunkStream, dataSet } from './data-set.ts';
import { dataSetExamples as happened } from './examples.ts';

const ready = { type: 'RecordReady', data: happened.DataSetReady.data } as const;
const failure = { type: 'RecordFailure', data: happened.DataSetFailed.data } as const;

describe('a data set', () => {
  test('is uploaded under an id that is free', () => {
    given(dataSet).when({ type: 'RecordUpload', data: happened.DataSetUploaded.data }).then(happened.DataSetUploaded);
    given(dataSet, happened.DataSetUploaded)
      .when({ type: 'RecordUpload', data: happened.DataSetUploaded.data })
      .thenRefused('DataSetExists');
  });
  test('becomes ready once', () => {
    given(dataSet, happened.DataSetUploaded).when(ready).then(happened.DataSetReady);
    given(dataSet, happened.DataSetUploaded, happened.DataSetReady).when(ready).thenNothing();
  });
  test('fails once, and says why', () => {
    given(dataSet, happened.DataSetUploaded).when(failure).then(happened.DataSetFailed);
    given(dataSet, happened.DataSetUploaded, happened.DataSetFailed).when(failure).thenNothing();
    expect(fold(dataSet, [happened.DataSetUploaded, happened.DataSetFailed])).toMatchObject({
      status: 'failed',
      failure: { code: 'FileIsEmpty' },
    });
  });
  test('that was never uploaded becomes nothing', () => {
    given(dataSet).when(ready).thenNothing();
    given(dataSet).when(failure).thenNothing();
    expect(fold(dataSet, [happened.DataSetReady, happened.DataSetFailed])).toEqual({ status: 'missing' });
  });
  test('keeps its rows in streams of their own', () => {
    expect(chunkStream('5', 2)).toBe('dataSetChunk-5_2');
  });
  test('that is ready does not fail any more, and one that failed does not become ready', () => {
    given(dataSet, happened.DataSetUploaded, happened.DataSetReady).when(failure).thenNothing();
    given(dataSet, happened.DataSetUploaded, happened.DataSetFailed).when(ready).thenNothing();
  });
});
