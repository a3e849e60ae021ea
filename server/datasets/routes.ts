import type { z } from 'zod';
import { chunkStream } from '#contracts/data-set/data-set';
import type { DataSetRowsImported } from '#contracts/data-set/events';
import { isRefusal } from '#contracts/kernel/command';
import type { Instant } from '#contracts/kernel/event';
import {
  commandDataSet,
  dataSetRow,
  listDataSets,
  previewDataSet,
  readDataSet,
  readDataSetSample,
} from '#contracts/wire/data-set-doors';
import { readPage } from '#server/engine/http/page';
import { deniedBy, isDenied } from '#server/engine/http/problem';
import { readFrom, serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { noCampaign, noDataSet, noPersonalData } from './answers.ts';
import { previewUpload } from './preview-upload.ts';
import { noUpload, processUpload } from './process-upload.ts';
import { discardWaiting, waitingUpload, waitingUploadsOf } from './uploads.ts';

export type DataSetParts = {
  readonly log: Log;
  readonly db: Database;
  readonly now: () => Instant;
  readonly organisationCountry: string | null;
  readonly wakeImporter: () => void;
};

/** As many as a person looks at to see whether a text fits. */
const sampleRows = 20;

export function dataSetDoors(parts: DataSetParts): readonly Served[] {
  const { log, db, now, wakeImporter } = parts;
  return [
    serve(readFrom(['campaigns', 'dataSets'], listDataSets), async ({ params: { campaignId }, query }) => {
      const page = await readPage(db, {
        list: `data sets of ${campaignId}`,
        of: { table: 'read.campaigns', column: 'campaign_id', id: campaignId, missing: noCampaign },
        row: dataSetRow,
        sql: 'select * from read.data_sets where campaign_id = $1',
        values: [campaignId],
        ...{ keys: ['uploaded_at', 'data_set_id'], asked: query },
      });
      if (isDenied(page)) return page;
      return { dataSets: page.rows, waiting: await waitingUploadsOf(db, campaignId), next: page.next };
    }),
    serve(readFrom(['dataSets'], readDataSet), async ({ params: { dataSetId } }) => {
      const { rows } = await db.pool.query<z.infer<typeof dataSetRow>>(
        'select * from read.data_sets where data_set_id = $1',
        [dataSetId],
      );
      if (!rows[0]) return noDataSet;
      const { rows: rejections } = await db.pool.query<{ code: string; rows: number }>(
        'select code, rows from read.data_set_rejections where data_set_id = $1 order by rows desc, code',
        [dataSetId],
      );
      return { ...rows[0], rejections };
    }),
    serve(readFrom(['dataSets'], readDataSetSample), async ({ params: { dataSetId } }) => {
      const [first] = await log.read(chunkStream(dataSetId, 0));
      const known = await db.pool.query('select from read.data_sets where data_set_id = $1', [dataSetId]);
      if (!first && known.rowCount === 0) return noDataSet;
      const accepted = first ? (first.event as DataSetRowsImported).data.accepted : [];
      const rows = accepted.flatMap(({ phone, values }) =>
        phone === null || values === null ? [] : [{ phone, values }],
      );
      return { rows: rows.slice(0, sampleRows) };
    }),
    serve(previewDataSet, async ({ params: { dataSetId }, query, by }) => {
      if (!by.may('readPersonalData')) return noPersonalData(by.role);
      const { phone, identifier, nameColumn, email, ...asked } = query;
      const mapping = { phone, identifier, name: nameColumn, email };
      const found = await previewUpload(parts, dataSetId, { ...asked, mapping });
      return isRefusal(found) ? deniedBy({ outcome: 'refused', ...found }) : found;
    }),
    serveCommands(commandDataSet, now, async ({ params: { dataSetId: id }, command, provenance }) => {
      if (command.type === 'DiscardUpload') {
        const upload = await waitingUpload(db, id);
        if (!upload || !(await discardWaiting(db, upload))) return { outcome: 'refused', ...noUpload(id) };
        return { outcome: 'accepted', stream: `dataSet-${id}`, revision: -1 };
      }
      const outcome = await processUpload(parts, id, command.data, provenance);
      wakeImporter();
      return outcome;
    }),
  ];
}
