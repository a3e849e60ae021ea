import { inject, Injectable } from '@angular/core';
import { Answers } from '#client/data/answers';
import { Api, type Answer } from '#client/data/api';
import { campaignDoors as doors } from '#client/data/campaign-doors';
import type { FlowChange } from '#contracts/flow/diff';
import type { FlowDocument } from '#contracts/flow/document';

/** What changed between two drawings; `rev` is the revision the later one stands at. */
export type FlowDiff = {
  readonly from: number | null;
  readonly to: number | null;
  readonly rev: number;
  readonly changes: readonly FlowChange[];
};

export type PublishedVersion = {
  readonly version: number;
  readonly rev: number;
  readonly steps: number;
  readonly published_by: string;
  readonly published_at: string;
};

/** Published versions: what was read of them once is there without a network; making one needs it. */
@Injectable()
export class FlowVersions {
  readonly #api = inject(Api);
  readonly #answers = inject(Answers);

  /** The draft against the newest version. */
  diff(flowId: string): Promise<Answer<FlowDiff>> {
    return this.#api.get(`/api/flows/${flowId}/diff`);
  }

  /** One version against the one before it. */
  diffOf(flowId: string, version: number): Promise<Answer<FlowDiff>> {
    return this.#answers.get(doors.versionDiff(flowId, version));
  }

  /** Publishes what was looked at; the server refuses when the flow was changed meanwhile, or something blocks. */
  publish(flowId: string, campaignId: string, rev: number, commandId: string): Promise<Answer<unknown>> {
    return this.#api.command(`/api/flows/${flowId}/commands`, 'PublishFlow', { rev, campaignId }, commandId);
  }

  unarchive(flowId: string): Promise<Answer<unknown>> {
    return this.#api.command(`/api/flows/${flowId}/commands`, 'UnarchiveFlow', {});
  }

  list(flowId: string): Promise<Answer<{ readonly versions: readonly PublishedVersion[] }>> {
    return this.#answers.get(doors.versions(flowId));
  }

  read(flowId: string, version: number): Promise<Answer<{ readonly document: FlowDocument }>> {
    return this.#answers.get(doors.version(flowId, version));
  }
}
