import { refuse, type Command } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { DataSetEvent, DataSetFailed, DataSetReady, DataSetUploaded } from './events.ts';

export type DataSetCommand =
  | Command<'RecordUpload', DataSetUploaded['data']>
  | Command<'RecordReady', DataSetReady['data']>
  | Command<'RecordFailure', DataSetFailed['data']>;

export type DataSet =
  | { readonly status: 'missing' }
  | { readonly status: 'processing'; readonly uploaded: DataSetUploaded['data'] }
  | { readonly status: 'ready'; readonly uploaded: DataSetUploaded['data']; readonly totals: DataSetReady['data'] }
  | { readonly status: 'failed'; readonly uploaded: DataSetUploaded['data']; readonly failure: DataSetFailed['data'] };

/** A list of contacts made from one uploaded file. Its rows stand in chunk streams of their own. */
export const dataSet: Decider<DataSet, DataSetCommand, DataSetEvent> = {
  category: 'dataSet',
  initial: { status: 'missing' },
  decide,
  evolve,
};

/** The stream of one chunk of a data set. */
export function chunkStream(dataSetId: string, chunk: number): string {
  return `dataSetChunk-${dataSetId}_${chunk}`;
}

function decide(command: DataSetCommand, state: DataSet): Decision<DataSetEvent> {
  switch (command.type) {
    case 'RecordUpload':
      if (state.status !== 'missing')
        return refuse(
          'DataSetExists',
          `The data set ${command.data.dataSetId} exists already; upload under another id.`,
        );
      return [{ type: 'DataSetUploaded', data: command.data }];
    case 'RecordReady':
      return state.status === 'processing' ? [{ type: 'DataSetReady', data: command.data }] : [];
    case 'RecordFailure':
      return state.status === 'processing' ? [{ type: 'DataSetFailed', data: command.data }] : [];
  }
}

function evolve(state: DataSet, event: DataSetEvent): DataSet {
  switch (event.type) {
    case 'DataSetUploaded':
      return { status: 'processing', uploaded: event.data };
    case 'DataSetReady':
      return state.status === 'missing' ? state : { status: 'ready', uploaded: state.uploaded, totals: event.data };
    case 'DataSetFailed':
      return state.status === 'missing' ? state : { status: 'failed', uploaded: state.uploaded, failure: event.data };
  }
}
