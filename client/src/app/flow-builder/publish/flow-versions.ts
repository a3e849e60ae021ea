import { inject, Injectable } from '@angular/core';
import { Api, type Answer } from '#client/data/api';
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

/** Published versions live on the server: looking at them and making one needs the network. */
@Injectable()
export class FlowVersions {
  readonly #api = inject(Api);

  /** The draft against the newest version, or one version against the one before it. */
  diff(flowId: string, version: number | null = null): Promise<Answer<FlowDiff>> {
    const query = version === null ? '' : `?to=${version}${version > 1 ? `&from=${version - 1}` : ''}`;
    return this.#api.get(`/api/flows/${flowId}/diff${query}`);
  }

  /** Publishes what was looked at; the server refuses when the flow was changed meanwhile, or something blocks. */
  publish(flowId: string, campaignId: string, rev: number, commandId: string): Promise<Answer<unknown>> {
    return this.#api.command(`/api/flows/${flowId}/commands`, 'PublishFlow', { rev, campaignId }, commandId);
  }

  list(flowId: string): Promise<Answer<{ readonly versions: readonly PublishedVersion[] }>> {
    return this.#api.get(`/api/flows/${flowId}/versions?limit=200`);
  }

  read(flowId: string, version: number): Promise<Answer<{ readonly document: FlowDocument }>> {
    return this.#api.get(`/api/flows/${flowId}/versions/${version}`);
  }
}
