import type { TransferResult } from '#contracts/callback/callback';
import type { CallResult } from '#contracts/callback/call-status';
import type { Instant } from '#contracts/kernel/event';
import type { CallConversation, DecisionReason, RowEvent, RowOutcome } from '#contracts/row/events';
import type { RehearsedEvent } from './state.ts';

/** One thing a person at the other end, or somebody who looks over the product's shoulder, would notice. */
export type Entry = { readonly at: Instant; readonly step: string } & (
  | { readonly kind: 'sent'; readonly message: 'template' | 'text'; readonly text: string }
  | { readonly kind: 'notDelivered'; readonly why: string }
  | { readonly kind: 'received'; readonly text: string }
  | { readonly kind: 'call'; readonly direction: 'outbound' | 'inbound'; readonly conversation: CallConversation }
  | { readonly kind: 'callEnded'; readonly result: CallResult; readonly answer: string }
  | { readonly kind: 'transfer'; readonly line: string; readonly to: string }
  | { readonly kind: 'transferEnded'; readonly result: TransferResult }
  | {
      readonly kind: 'notContacted';
      readonly verdict: 'skipped' | 'blocked' | 'deferred';
      readonly reason: DecisionReason;
      readonly until: Instant | null;
    }
  | { readonly kind: 'waits'; readonly until: Instant }
  | { readonly kind: 'ended'; readonly outcome: RowOutcome; readonly label: string | null; readonly reason: string }
);

/** The walk as a conversation, in order. */
export function transcriptOf(events: readonly RehearsedEvent[]): readonly Entry[] {
  let step = '';
  return events.flatMap(({ at, event }) => {
    step = stepOf(event) ?? step;
    const what = entryOf(event);
    return what === null ? [] : [{ at, step, ...what }];
  });
}

/** The steps that ran and the ways between them that were taken, by their ids. */
export function trailOf(events: readonly RehearsedEvent[]): {
  readonly steps: ReadonlySet<string>;
  readonly ways: readonly { readonly from: string; readonly port: string; readonly to: string }[];
} {
  const steps = new Set<string>();
  const ways: { from: string; port: string; to: string }[] = [];
  for (const { event } of events) {
    if (event.type !== 'RowMoved') continue;
    const { path, to } = event.data;
    path.forEach(({ step, port }, i) => {
      steps.add(step);
      ways.push({ from: step, port, to: path[i + 1]?.step ?? to });
    });
    steps.add(to);
  }
  return { steps, ways };
}

function stepOf(event: RowEvent): string | null {
  if (event.type === 'RowMoved') return event.data.to;
  return 'step' in event.data ? event.data.step : null;
}

type What = Entry extends infer E ? (E extends Entry ? Omit<E, 'at' | 'step'> : never) : never;

function entryOf(event: RowEvent): What | null {
  switch (event.type) {
    case 'AttemptIntended':
      return { kind: 'sent', message: event.data.message, text: event.data.text ?? '' };
    case 'AttemptFailed':
      return { kind: 'notDelivered', why: event.data.why };
    case 'ReplyReceived':
      return { kind: 'received', text: event.data.text ?? '' };
    case 'CallIntended': {
      const { direction, conversation } = event.data;
      return conversation === null ? null : { kind: 'call', direction, conversation };
    }
    case 'CallConcluded':
      return { kind: 'callEnded', result: event.data.result, answer: event.data.answer ?? '' };
    case 'TransferIntended':
      return { kind: 'transfer', line: event.data.line ?? '', to: event.data.to ?? '' };
    case 'TransferConcluded':
      return { kind: 'transferEnded', result: event.data.result };
    case 'ContactDecided': {
      const { verdict, reason, until = null } = event.data;
      return verdict === 'sent' ? null : { kind: 'notContacted', verdict, reason, until };
    }
    case 'RowMoved': {
      const { until, path } = event.data;
      // Whoever only waits for a better moment has been told why by the decision before.
      return until === null || path.length === 0 ? null : { kind: 'waits', until };
    }
    case 'RowEnded': {
      const { outcome, label, reason } = event.data;
      return { kind: 'ended', outcome, label, reason };
    }
    case 'RowStarted':
    case 'AttemptAccepted':
    case 'AttemptAbsent':
    case 'AttemptInDoubt':
    case 'CallReleased':
      return null;
  }
}
