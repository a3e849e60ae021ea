import type { PauseCause } from '#contracts/execution/events';
import type { Instant } from '#contracts/kernel/event';

/** What a dispatch asks for. Payloads hold references, never personal data. */
export type Task =
  | { readonly kind: 'begin'; readonly payload: { readonly stream: string; readonly revision: number } }
  | { readonly kind: 'admit'; readonly payload: Record<string, never> }
  | { readonly kind: 'complete'; readonly payload: Record<string, never> }
  | { readonly kind: 'confirmPaused'; readonly payload: Record<string, never> }
  | { readonly kind: 'confirmStopped'; readonly payload: Record<string, never> }
  /** The campaign's end date may have come. */
  | { readonly kind: 'campaignEnds'; readonly payload: Record<string, never> }
  /** The run is to pause by itself. */
  | { readonly kind: 'autoPause'; readonly payload: { readonly cause: PauseCause; readonly sentence: string } }
  /** A run paused because its carrier could not be reached goes on when it can. */
  | { readonly kind: 'probeCarrier'; readonly payload: Record<string, never> }
  | { readonly kind: 'endOfCampaignRun'; readonly payload: { readonly how: 'completed' | 'stopped' } }
  | {
      readonly kind: 'start';
      readonly payload: { readonly n: number; readonly batch: number; readonly chunk: number; readonly offset: number };
    }
  | { readonly kind: 'reply'; readonly payload: { readonly stream: string; readonly revision: number } }
  | {
      readonly kind: 'undelivered';
      readonly payload: { readonly attemptId: string; readonly providerId: string; readonly code: string };
    }
  | { readonly kind: 'timeout'; readonly payload: { readonly step: string; readonly until: Instant } }
  | { readonly kind: 'inboundCall'; readonly payload: { readonly callId: string; readonly channelId: string } }
  /** The row has come to wait for a call, which may have come while it was on its way. */
  | { readonly kind: 'ringing'; readonly payload: { readonly channelId: string } }
  /** What became of a call: its callbacks say so, or the carrier is asked. null: the newest call of the row. */
  | { readonly kind: 'callFate'; readonly payload: { readonly attemptId: string | null; readonly ask: boolean } }
  | { readonly kind: 'transferFate'; readonly payload: { readonly attemptId: string } }
  | { readonly kind: 'resolve'; readonly payload: { readonly attemptId: string; readonly wentOut: boolean } }
  | { readonly kind: 'reconcile'; readonly payload: { readonly attemptId: string } }
  | { readonly kind: 'stop'; readonly payload: Record<string, never> };

/** Kinds that begin something new with a contact: they wait while a run is paused. */
export const heldWhilePaused: readonly Task['kind'][] = [
  'admit',
  'start',
  'reply',
  'timeout',
  'undelivered',
  'resolve',
];

export type Dispatch = Task & {
  /** A row id, or an execution id for what concerns the run as a whole. */
  readonly subject: string;
  /** Tells inputs of one subject apart; the same one is applied once. */
  readonly inputId: string;
  readonly executionId: string;
  readonly dueAt: Instant;
};

export type Leased = Dispatch & { readonly leaseUntil: Instant };

/** Tells dispatches apart. */
export type DispatchKey = Pick<Dispatch, 'subject' | 'inputId'>;
