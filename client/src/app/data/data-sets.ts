import { inject, Injectable } from '@angular/core';
import type {
  DataSetAnswer,
  DataSetDetail,
  DataSetList,
  RejectsPage,
  UploadPreview,
} from '#contracts/wire/data-set-doors';
import { Answers, type Question } from './answers.ts';
import { Api, type Answer } from './api.ts';
import { campaignDoors } from './campaign-doors.ts';
import { uploadFile, type Upload } from './upload-file.ts';
import { uuid7 } from './uuid7.ts';

export type DataSet = DataSetAnswer;
export type Rejects = RejectsPage;
export type { DataSetDetail, DataSetList, UploadPreview };

/** How a waiting file is read, where a person says so; what is left out is worked out by the server. */
export type ReadAs = {
  readonly country?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  readonly phone?: string | undefined;
  readonly identifier?: string | null;
  readonly name?: string | null;
  readonly email?: string | null;
};

/** Contact lists: uploaded, looked at, processed. */
@Injectable({ providedIn: 'root' })
export class DataSets {
  readonly #api = inject(Api);
  readonly #answers = inject(Answers);

  of(campaignId: () => string): Question<DataSetList> {
    return this.#answers.watch(() => campaignDoors.dataSets(campaignId()));
  }

  one(dataSetId: () => string): Question<DataSetDetail> {
    return this.#answers.watch(() => campaignDoors.dataSet(dataSetId()));
  }

  /** Sends a file, which then waits until somebody has seen how it is understood. Its id is made here. */
  upload(campaignId: string, file: File, name: string, progress: (sent: number) => void): Upload<UploadPreview> {
    const query = new URLSearchParams({ commandId: uuid7(), name, fileName: file.name, process: 'later' });
    return uploadFile(`/api/campaigns/${campaignId}/data-sets/${uuid7()}?${query.toString()}`, file, progress);
  }

  preview(dataSetId: string, { name, ...as }: ReadAs): Promise<Answer<UploadPreview>> {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries({ ...as, nameColumn: name }))
      if (typeof value === 'string' && value !== '') query.set(key, value);
    return this.#api.get(`/api/data-sets/${dataSetId}/preview?${query.toString()}`);
  }

  process(dataSetId: string, { country, delimiter, encoding, ...mapping }: ReadAs): Promise<Answer<unknown>> {
    return this.#ask(dataSetId, 'ProcessUpload', { country, delimiter, encoding, mapping });
  }

  discard(dataSetId: string): Promise<Answer<unknown>> {
    return this.#ask(dataSetId, 'DiscardUpload', {});
  }

  rejects(dataSetId: string, after: string | null): Promise<Answer<Rejects>> {
    const query = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    return this.#api.get(`/api/data-sets/${dataSetId}/rejects?limit=50${query}`);
  }

  #ask(dataSetId: string, type: string, data: object): Promise<Answer<unknown>> {
    return this.#api.command(`/api/data-sets/${dataSetId}/commands`, type, data);
  }
}
