import type { Instant } from '#contracts/kernel/event';
import type { Callback } from '#contracts/callback/callback';
import type { MessageStatus } from '#contracts/callback/status';
import type { FailureClass } from '#contracts/row/events';

/** One message to one person, ready to go. Numbers are E.164. */
export type OutboundMessage = {
  /** Travels in the callback address, so that every callback says which attempt it is about. */
  readonly attemptId: string;
  readonly from: string;
  readonly to: string;
  /** A pre-approved template with its filled placeholders, or null for free text. */
  readonly template: {
    readonly name: string;
    readonly language: string;
    readonly variables: Readonly<Record<string, string>>;
  } | null;
  /** The text as the person reads it. */
  readonly body: string;
  /** Divides the sandbox's waits; real carriers know only 1. */
  readonly timeScale: number;
};

/** What the carrier said. `unknown`: no answer came, so the message may or may not have gone out. */
export type SendAnswer =
  | { readonly answer: 'accepted'; readonly providerId: string; readonly status: MessageStatus }
  | { readonly answer: 'refused'; readonly code: string; readonly why: FailureClass; readonly sentence: string }
  | { readonly answer: 'unknown'; readonly sentence: string };

/** A message in the carrier's own list, which knows nothing of our attempts (as Twilio's Messages list). */
export type ListedMessage = {
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly createdAt: Instant;
  readonly status: MessageStatus;
};

/**
 * How contacts are reached: the port behind which the sandbox and Twilio stand. Sending is not idempotent, callbacks
 * may come before the answer, twice, in any order, or never.
 */
export type MessageCarrier = {
  readonly provider: 'sandbox' | 'twilio';
  /** The list is complete a few seconds after a send: what is not in it by then was never sent. */
  readonly provesAbsence: boolean;
  send(message: OutboundMessage): Promise<SendAnswer>;
  list(query: {
    readonly from: string;
    readonly to: string;
    readonly since: Instant;
  }): Promise<readonly ListedMessage[]>;
};

/** Takes in a verified callback: resolves once it is durable (or known already), after which the carrier may forget it. */
export type Ingest = (callback: Callback) => Promise<void>;
