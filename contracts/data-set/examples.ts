import type { DataSetChunkEvent, DataSetEvent } from './events.ts';

const dataSetId = '0193f1a0-0000-7000-8000-000000000005';
const campaignId = '0193f1a0-0000-7000-8000-000000000001';
const values = { phone: '+56961234567', name: 'Juan García' };

/** One example of every event of a data set. */
export const dataSetExamples = {
  DataSetUploaded: {
    type: 'DataSetUploaded',
    data: {
      ...{ dataSetId, campaignId, name: 'March', fileName: 'march.csv', bytes: 71, columns: ['phone', 'name'] },
      mapping: { phone: 'phone', identifier: null, name: 'name', email: null },
      ...{ delimiter: ',', encoding: 'utf-8', defaultCountry: 'CL' },
    },
  },
  DataSetReady: {
    type: 'DataSetReady',
    data: {
      dataSetId,
      rows: 3,
      accepted: 1,
      rejected: 1,
      duplicates: 1,
      chunks: 1,
      rejectedByCode: { PhoneTooShort: 1 },
    },
  },
  DataSetFailed: {
    type: 'DataSetFailed',
    data: { dataSetId, code: 'FileIsEmpty', sentence: 'The file holds 0 bytes; choose another.' },
  },
  DataSetRowsImported: {
    type: 'DataSetRowsImported',
    data: {
      ...{ dataSetId, chunk: 0, firstRow: 0, nextByte: 71 },
      accepted: [{ line: 1, contactId: 'c0ffee00c0ffee00c0ffee00c0ffee00', phone: '+56961234567', values }],
      rejected: [
        {
          line: 2,
          code: 'PhoneTooShort',
          subject: dataSetId,
          sentence: '“123” is too short for a phone number.',
          values: { phone: '123', name: '' },
        },
      ],
      duplicates: [{ line: 3, contactId: 'c0ffee00c0ffee00c0ffee00c0ffee00', values }],
    },
  },
} satisfies { [E in DataSetEvent | DataSetChunkEvent as E['type']]: E };
