import type { Instant } from '#contracts/kernel/event';
import type { Callback } from '#contracts/callback/callback';
import type { AnsweredBy, CallStatus } from '#contracts/callback/call-status';
import type { MessageStatus } from '#contracts/callback/status';
import type { Voice } from '#contracts/flow/steps/voice';
import type { FailureClass } from '#contracts/row/failure-class';

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

/** How the AI speaks with a person. Durations in seconds. */
export type Conversation = {
  /** Spoken first, word for word; empty: none. What a law or a campaign wants to be said before anything else. */
  readonly disclosure: string;
  readonly greeting: string;
  /** Instructions for the AI. */
  readonly prompt: string;
  readonly voice: Voice;
  /** What the AI knows of the person, by column. */
  readonly context: Readonly<Record<string, string>>;
  readonly record: boolean;
  readonly maxDurationSeconds: number;
  /** The call stays open for a moment after the conversation, since it may be handed over. */
  readonly hold: boolean;
};

/** A call to be placed. Numbers are E.164. */
export type OutboundCall = Conversation & {
  /** Travels in the callback address, so that every callback says which attempt it is about. */
  readonly attemptId: string;
  readonly from: string;
  readonly to: string;
  /** How long it may ring. */
  readonly ringSeconds: number;
  readonly timeScale: number;
};

/** A call of a contact that waits to be answered. */
export type CallToAnswer = Conversation & {
  readonly attemptId: string;
  /** The provider's id of the waiting call. */
  readonly providerId: string;
  /** The contact. */
  readonly from: string;
  readonly timeScale: number;
};

/** A live call to be handed to somebody else. */
export type CallTransfer = {
  readonly attemptId: string;
  /** The provider's id of the live call, and the person in it. */
  readonly providerId: string;
  readonly person: string;
  readonly to: string;
  /** Spoken to the person before it rings at the other's. */
  readonly line: string;
  readonly ringSeconds: number;
  readonly timeScale: number;
};

/** What the carrier said. `unknown`: no answer came, so the message or call may or may not have gone out. */
export type SendAnswer =
  | { readonly answer: 'accepted'; readonly providerId: string; readonly status: MessageStatus | CallStatus }
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

/** A call as the carrier keeps it. */
export type KeptCall = {
  readonly providerId: string;
  readonly createdAt: Instant;
  readonly status: CallStatus;
  readonly answeredBy: AnsweredBy;
  readonly seconds: number | null;
};

/**
 * Something that passed between one of our numbers and a person, as the carrier's lists know it: a message either way, or
 * a call of ours (`body` is null). Numbers are E.164.
 */
export type Passed = {
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string | null;
  readonly createdAt: Instant;
  /** How far a message of ours has come by now; null of anything else. */
  readonly status: MessageStatus | null;
  readonly errorCode: string | null;
};

/**
 * How contacts are reached: the port behind which the sandbox and Twilio stand. Neither sending nor calling is
 * idempotent; callbacks may come before the answer, twice, in any order, or never. Every request ends by itself within
 * seconds: with an answer, or given up, and then it may arrive nevertheless.
 */
export type Carrier = {
  readonly provider: 'sandbox' | 'twilio';
  /** Its list is complete: what is not in it a few seconds after it answered was not sent before (`absences.ts`). */
  readonly provesAbsence: boolean;
  send(message: OutboundMessage): Promise<SendAnswer>;
  list(query: {
    readonly from: string;
    readonly to: string;
    readonly since: Instant;
  }): Promise<readonly ListedMessage[]>;
  /**
   * Everything that passed through one of our numbers since then, in pages (as Twilio's Messages and Calls lists by
   * `From` and by `To`, from a day on). Asked after a restore, when our own history ends too early.
   */
  history(query: { readonly number: string; readonly since: Instant }): AsyncIterable<readonly Passed[]>;
  call(call: OutboundCall): Promise<SendAnswer>;
  answer(call: CallToAnswer): Promise<SendAnswer>;
  transfer(transfer: CallTransfer): Promise<SendAnswer>;
  /** Lets go of a live call; one that is over already stays so. */
  hangUp(providerId: string): Promise<void>;
  /** Calls from one of our numbers to a person, as the carrier's list knows them. */
  listCalls(query: {
    readonly from: string;
    readonly to: string;
    readonly since: Instant;
  }): Promise<readonly KeptCall[]>;
  /** One call by the carrier's own id, or null when it knows none. */
  keptCall(providerId: string): Promise<KeptCall | null>;
};

/** Takes in a verified callback: resolves once it is durable (or known already), after which the carrier may forget it. */
export type Ingest = (callback: Callback) => Promise<void>;
