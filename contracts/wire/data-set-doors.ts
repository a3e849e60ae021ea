import { z } from 'zod';
import { accepted, commandDoor } from './command-door.ts';
import { door } from './door.ts';
import { next, pageQuery } from './page.ts';

const tag = 'Data sets';
const params = z.object({ dataSetId: z.uuid() });
const missing = 'There is no such data set.';
const instant = z.iso.datetime().nullable();
const count = z.int().min(0);
/** So that a row can be found in the file that was uploaded. */
const line = count.meta({ description: 'Row of the uploaded file, header and empty lines not counted, from 1.' });
const values = z.record(z.string(), z.string());

const mapping = z.object({
  phone: z.string().nullable(),
  identifier: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
});

export const dataSetRow = z
  .object({
    ...{ data_set_id: z.uuid(), campaign_id: z.uuid(), name: z.string(), file_name: z.string() },
    status: z.enum(['processing', 'ready', 'failed']),
    ...{ bytes: count, columns: z.array(z.string()), mapping, delimiter: z.string(), encoding: z.string() },
    default_country: z.string().nullable(),
    ...{ rows: count, accepted: count, rejected: count, duplicates: count },
    read_bytes: count.meta({ description: 'How far the file was read.' }),
    ...{ failure_code: z.string().nullable(), failure: z.string().nullable(), uploaded_by: z.string() },
    ...{ uploaded_at: z.iso.datetime(), ready_at: instant, position: z.int() },
  })
  .meta({ id: 'DataSet' });

export type DataSetAnswer = z.output<typeof dataSetRow>;

const waitingUpload = z
  .object({
    ...{ dataSetId: z.uuid(), uploadId: z.uuid(), campaignId: z.uuid(), name: z.string(), fileName: z.string() },
    ...{ bytes: count, encoding: z.string(), receivedAt: z.iso.datetime() },
  })
  .meta({ id: 'WaitingUpload', description: 'A file that was received and waits until somebody asks to process it.' });

export const listDataSets = door({
  ...{ name: 'listDataSets', method: 'get', path: '/api/campaigns/{campaignId}/data-sets', tag },
  ...{ permission: 'readCampaigns', params: z.object({ campaignId: z.uuid() }), query: z.strictObject(pageQuery) },
  missing: 'There is no such campaign.',
  summary: 'The data sets of a campaign in the order of their upload, and files that wait (all, on every page).',
  answer: z.object({ dataSets: z.array(dataSetRow), waiting: z.array(waitingUpload), next }),
});
export type DataSetList = z.output<(typeof listDataSets)['answer']>;

export const readDataSet = door({
  ...{ name: 'readDataSet', method: 'get', path: '/api/data-sets/{dataSetId}', tag, permission: 'readCampaigns' },
  ...{ params, missing },
  summary: 'A data set: how far it was read, what became of its rows, and why rows were rejected.',
  answer: dataSetRow
    .extend({ rejections: z.array(z.object({ code: z.string(), rows: count })) })
    .meta({ id: 'DataSetWithRejections' }),
});
export type DataSetDetail = z.output<(typeof readDataSet)['answer']>;

export const readDataSetSample = door({
  ...{ name: 'readDataSetSample', method: 'get', path: '/api/data-sets/{dataSetId}/sample', tag },
  ...{ permission: 'readPersonalData', params, missing },
  summary: 'The first accepted rows, to look at texts and to rehearse with. People who were forgotten are left out.',
  answer: z.object({
    rows: z.array(
      z.object({
        phone: z.string().meta({ description: 'E.164.' }),
        values: z.record(z.string(), z.string()),
      }),
    ),
  }),
});

const column = z.string().max(200);
/** How a file is read where a person says so. */
const readAs = {
  country: z
    .string()
    .trim()
    .max(60)
    .optional()
    .meta({ description: 'ISO 3166 alpha-2; absent: the campaign’s, else the organisation’s.' }),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  encoding: z.enum(['utf-8', 'latin1']).optional().meta({ description: 'latin1 stands for Windows-1252.' }),
};
/** Columns in a query; the name's is `nameColumn`, since `name` is the data set's. */
const columnQuery = {
  ...{ phone: column.optional(), identifier: column.optional() },
  ...{ nameColumn: column.optional(), email: column.optional() },
};

const noUse = [
  ...['ColumnIsMissing', 'CountryIsUnknown', 'FileHasNoRows', 'FileHasTooManyColumns', 'HeaderCannotBeRead'],
  ...['HeaderIsMissing', 'HeaderIsTooLong', 'PhoneColumnIsUnclear', 'UploadIsMissing'],
] as const;

const no = z.object({ code: z.string(), sentence: z.string() }).nullable();
export const preview = z
  .object({
    ...{ dataSetId: z.uuid(), campaignId: z.uuid(), name: z.string(), fileName: z.string(), bytes: count },
    ...{ encoding: z.string(), delimiter: z.string(), columns: z.array(z.string()).readonly(), mapping },
    defaultCountry: z.string().nullable(),
    missing: no.meta({ description: 'What has to be said before it can be processed.' }),
    rows: z.array(z.object({ line, values, phone: z.string().nullable(), rejected: no })).readonly(),
    keptUntil: z.iso.datetime().meta({ description: 'When the file is removed unless it is processed.' }),
  })
  .meta({ id: 'UploadPreview', description: 'A waiting file as it would be processed.' });
export type UploadPreview = z.output<typeof preview>;

export const previewDataSet = door({
  ...{ name: 'previewDataSet', method: 'get', path: '/api/data-sets/{dataSetId}/preview', tag },
  ...{ permission: 'editDataSets', params, refusals: noUse },
  query: z.strictObject({ ...readAs, ...columnQuery, rows: z.coerce.number().int().min(1).max(100).default(20) }),
  summary: 'A waiting file as it would be processed, for a person to correct.',
  answer: preview,
});

export const uploadCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ProcessUpload'),
    data: z.strictObject({
      ...readAs,
      /** What is left out is guessed by the header; null: no column holds it. */
      mapping: z
        .strictObject({
          phone: column.optional(),
          identifier: column.nullable().optional(),
          name: column.nullable().optional(),
          email: column.nullable().optional(),
        })
        .optional(),
    }),
  }),
  z.strictObject({ type: z.literal('DiscardUpload'), data: z.strictObject({}) }),
]);

export const commandDataSet = commandDoor({
  ...{ name: 'commandDataSet', path: '/api/data-sets/{dataSetId}/commands', tag, permission: 'editDataSets', params },
  summary: 'Process a waiting file, or discard it.',
  command: uploadCommand,
  refusals: [...noUse, 'DataSetExists'],
});

export const uploadDataSet = door({
  ...{ name: 'uploadDataSet', method: 'post', path: '/api/campaigns/{campaignId}/data-sets/{dataSetId}', tag },
  ...{ permission: 'editDataSets', params: z.object({ campaignId: z.uuid(), dataSetId: z.uuid() }) },
  query: z.strictObject({
    commandId: z.uuid(),
    name: z.string().trim().min(1).max(120),
    fileName: z.string().trim().min(1).max(255),
    process: z
      .enum(['now', 'later'])
      .default('now')
      .meta({ description: 'later: the file waits, for a day, until a person has seen how it is understood.' }),
    ...readAs,
    ...columnQuery,
  }),
  ...{ body: z.unknown(), bodyAs: 'file', missing: 'There is no such campaign to add a data set to.' },
  summary: 'Upload a file of contacts; the body is the file itself.',
  answer: z.union([accepted, preview]),
  refusals: [...noUse, 'DataSetExists', 'FileIsEmpty', 'FileIsNotText', 'FileIsTooLarge'],
});

export const listRejects = door({
  ...{ name: 'listRejects', method: 'get', path: '/api/data-sets/{dataSetId}/rejects', tag },
  ...{ permission: 'editDataSets', params, missing, query: z.strictObject(pageQuery) },
  summary: 'Rejected rows with row number, code and sentence. A page may be short, also empty, and have a next one.',
  answer: z.object({
    rejects: z.array(
      z
        .object({ line, code: z.string(), sentence: z.string().nullable(), values: values.nullable() })
        .meta({ id: 'RejectedRow' }),
    ),
    next,
  }),
});
export type RejectsPage = z.output<(typeof listRejects)['answer']>;

export const rejectsFile = door({
  ...{ name: 'rejectsFile', method: 'get', path: '/api/data-sets/{dataSetId}/rejects.csv', tag },
  ...{ permission: 'editDataSets', params, missing },
  summary: 'Rejected rows as a file to correct and upload again, with the row of the uploaded file as `row number`.',
  answer: { file: 'text/csv' },
});
