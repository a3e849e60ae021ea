import { inject, Injectable } from '@angular/core';
import type {
  CampaignReport,
  ExecutionReport,
  ReportedCampaigns,
  ReportedRows,
  ReportSeries,
  VoiceReport,
} from '#contracts/wire/report-doors';
import type { RowFilter } from '#contracts/wire/row-filter';
import { Answers, type Question } from './answers.ts';
import { Api, type Answer } from './api.ts';

export type { CampaignReport, ExecutionReport, ReportedCampaigns, ReportedRows, ReportSeries, VoiceReport };

/** What is counted about runs and campaigns, and the rows behind the numbers. Null as an id: nothing is asked. */
@Injectable({ providedIn: 'root' })
export class Reports {
  readonly #answers = inject(Answers);
  readonly #api = inject(Api);

  /** Campaigns that were run, the last started first. */
  campaigns(): Question<ReportedCampaigns> {
    return this.#answers.watch(() => '/api/reports/campaigns');
  }

  moreCampaigns(after: string): Promise<Answer<ReportedCampaigns>> {
    return this.#api.get(`/api/reports/campaigns?after=${encodeURIComponent(after)}`);
  }

  run(executionId: () => string | null): Question<ExecutionReport> {
    return this.#answers.watch(() => under('/api/executions', executionId(), '/report'));
  }

  voice(executionId: () => string | null): Question<VoiceReport> {
    return this.#answers.watch(() => under('/api/executions', executionId(), '/report/voice'));
  }

  runSeries(executionId: () => string | null): Question<ReportSeries> {
    return this.#answers.watch(() => under('/api/executions', executionId(), '/report/series?by=hour'));
  }

  campaign(campaignId: () => string | null): Question<CampaignReport> {
    return this.#answers.watch(() => under('/api/campaigns', campaignId(), '/report'));
  }

  campaignSeries(campaignId: () => string | null): Question<ReportSeries> {
    return this.#answers.watch(() => under('/api/campaigns', campaignId(), '/report/series?by=day'));
  }

  rows(executionId: string, filter: Partial<RowFilter>, after: string | null): Promise<Answer<ReportedRows>> {
    const query = queryOf(filter);
    query.set('limit', '100');
    if (after !== null) query.set('after', after);
    return this.#api.get(`/api/executions/${executionId}/report/rows?${query.toString()}`);
  }

  /** Where the rows behind a number are as a file. */
  rowsFile(executionId: string, filter: Partial<RowFilter>): string {
    return `/api/executions/${executionId}/report/rows.csv?${queryOf(filter).toString()}`;
  }

  /** Where a table of a run is as a file. */
  file(executionId: string, table: string): string {
    return `/api/executions/${executionId}/report/${table}.csv`;
  }

  campaignFile(campaignId: string, table: string): string {
    return `/api/campaigns/${campaignId}/report/${table}.csv`;
  }
}

function under(room: string, id: string | null, rest: string): string | null {
  return id === null ? null : `${room}/${id}${rest}`;
}

function queryOf(filter: Partial<RowFilter>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
