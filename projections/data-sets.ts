import type { Transaction } from 'kysely';
import type { ColumnMapping, DataSetChunkEvent, DataSetEvent } from '#contracts/data-set/events';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import { add, foldInto } from './fold-into.ts';

type Handled = DataSetEvent | DataSetChunkEvent;

export type DataSetRow = {
  readonly data_set_id: string;
  readonly campaign_id: string;
  readonly name: string;
  readonly file_name: string;
  readonly status: 'processing' | 'ready' | 'failed';
  readonly bytes: number;
  readonly columns: readonly string[];
  readonly mapping: ColumnMapping;
  readonly delimiter: string;
  readonly encoding: string;
  readonly default_country: string | null;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  /** How far the file was read, in bytes. */
  readonly read_bytes: number;
  readonly failure_code: string | null;
  readonly failure: string | null;
  readonly uploaded_by: string;
  readonly uploaded_at: string;
  readonly ready_at: string | null;
  readonly position: number;
};

/** Every data set: how far it was read and what became of its rows. */
export const dataSets: Projection<Transaction<unknown>> = {
  name: 'dataSets',
  kind: 'projection',
  version: 1,
  tables: ['data_sets', 'data_set_rejections'],
  ddl: `
create table data_sets(
  data_set_id uuid primary key,
  campaign_id uuid not null,
  name text not null,
  file_name text not null,
  status text not null,
  bytes bigint not null,
  columns json not null,
  mapping json not null,
  delimiter text not null,
  encoding text not null,
  default_country text,
  rows int not null,
  accepted int not null,
  rejected int not null,
  duplicates int not null,
  read_bytes bigint not null,
  failure_code text,
  failure text,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  ready_at timestamptz,
  position bigint not null);
create index data_sets_campaign on data_sets(campaign_id);
comment on table data_sets is 'Every data set; rows = accepted + rejected + duplicates, also while it is being read.';
create table data_set_rejections(
  data_set_id uuid not null,
  code text not null,
  rows int not null,
  primary key (data_set_id, code));
comment on table data_set_rejections is 'How many rows of a data set were rejected for which reason.';`,
  handles: ['DataSetUploaded', 'DataSetRowsImported', 'DataSetReady', 'DataSetFailed'],
  on: async (batch, tx) => {
    const events = batch as readonly Numbered<Handled>[];
    const { after } = await foldInto<DataSetRow, Handled>(tx, {
      ...{ table: 'data_sets', key: 'data_set_id', batch: events, evolve },
      keyOf: ({ data }) => data.dataSetId,
      begins: ({ type }) => type === 'DataSetUploaded',
    });
    await add(tx, 'data_set_rejections', { keys: ['data_set_id', 'code'], counters: ['rows'] }, rejections(events));
    return [...after.values()].flatMap((row) => [`dataSet:${row.data_set_id}`, `campaign:${row.campaign_id}`]);
  },
};

function evolve(row: DataSetRow | undefined, { event, at, by }: Numbered<Handled>): DataSetRow | undefined {
  switch (event.type) {
    case 'DataSetUploaded':
      return uploaded(event.data, { at, by });
    case 'DataSetRowsImported': {
      const { accepted, rejected, duplicates, nextByte } = event.data;
      return (
        row && {
          ...row,
          rows: row.rows + accepted.length + rejected.length + duplicates.length,
          accepted: row.accepted + accepted.length,
          rejected: row.rejected + rejected.length,
          duplicates: row.duplicates + duplicates.length,
          read_bytes: nextByte,
        }
      );
    }
    case 'DataSetReady': {
      const { rows, accepted, rejected, duplicates } = event.data;
      return (
        row && { ...row, status: 'ready', rows, accepted, rejected, duplicates, read_bytes: row.bytes, ready_at: at }
      );
    }
    case 'DataSetFailed':
      return row && { ...row, status: 'failed', failure_code: event.data.code, failure: event.data.sentence };
  }
}

function uploaded(
  data: Extract<Handled, { type: 'DataSetUploaded' }>['data'],
  { at, by }: { at: string; by: string },
): DataSetRow {
  const { dataSetId, campaignId, name, fileName, bytes, columns, mapping, delimiter, encoding, defaultCountry } = data;
  return {
    ...{
      data_set_id: dataSetId,
      campaign_id: campaignId,
      name,
      file_name: fileName,
      status: 'processing',
      bytes,
      columns,
      mapping,
      delimiter,
      encoding,
    },
    ...{
      default_country: defaultCountry,
      rows: 0,
      accepted: 0,
      rejected: 0,
      duplicates: 0,
      read_bytes: 0,
      failure_code: null,
      failure: null,
    },
    ...{ uploaded_by: by, uploaded_at: at, ready_at: null, position: 0 },
  };
}

function rejections(events: readonly Numbered<Handled>[]): { data_set_id: string; code: string; rows: number }[] {
  const counts = new Map<string, { data_set_id: string; code: string; rows: number }>();
  for (const { event } of events)
    for (const { code } of event.type === 'DataSetRowsImported' ? event.data.rejected : []) {
      const key = `${event.data.dataSetId} ${code}`;
      counts.set(key, { data_set_id: event.data.dataSetId, code, rows: (counts.get(key)?.rows ?? 0) + 1 });
    }
  return [...counts.values()];
}
