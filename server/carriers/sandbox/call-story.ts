import type { CallToAnswer, CallTransfer, Conversation, OutboundCall } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import type { Ring } from './script.ts';

/** Everything that reached the sandbox about calls, in the words of its book. `refused`: with this code, or not. */
export type CallLine =
  | { readonly line: 'called'; readonly providerId: string; readonly at: Instant; readonly call: OutboundCall }
  /** Somebody called us, because of what `cause` names. */
  | {
      readonly line: 'rang';
      readonly providerId: string;
      readonly at: Instant;
      readonly ring: Ring;
      readonly cause: string;
    }
  | {
      readonly line: 'answered';
      readonly providerId: string;
      readonly at: Instant;
      readonly answer: CallToAnswer;
      readonly refused: string | null;
    }
  | {
      readonly line: 'transferred';
      readonly providerId: string;
      readonly at: Instant;
      readonly transfer: CallTransfer;
      readonly refused: string | null;
    }
  | { readonly line: 'hungUp'; readonly providerId: string; readonly at: Instant };

/** As much of a conversation as the sandbox plays. */
export type Spoken = Pick<Conversation, 'disclosure' | 'greeting' | 'record' | 'maxDurationSeconds' | 'hold'>;

/** One call and what the product did about it. Moments are milliseconds after `at`. */
export type Story = {
  readonly providerId: string;
  readonly at: Instant;
  readonly direction: 'outbound' | 'inbound';
  readonly ours: string;
  readonly person: string;
  readonly timeScale: number;
  /** The attempt to call or to answer; null while an inbound call waits. */
  readonly attempt: {
    readonly attemptId: string;
    readonly afterMs: number;
    readonly ringSeconds: number;
    readonly spoken: Spoken;
  } | null;
  readonly transfers: readonly Transfer[];
  readonly hungUpMs: number | null;
};

export type Transfer = {
  readonly attemptId: string;
  readonly afterMs: number;
  readonly to: string;
  readonly ringSeconds: number;
};

/** The story with one more line; a line that was refused, or belongs to no story, changes nothing. */
export function told(story: Story | undefined, line: CallLine): Story | undefined {
  if (line.line === 'called') return placed(line);
  if (line.line === 'rang') {
    const { providerId, at, ring } = line;
    return {
      ...{ providerId, at, direction: 'inbound', ours: ring.to, person: ring.from, timeScale: ring.timeScale },
      ...{ attempt: null, transfers: [], hungUpMs: null },
    };
  }
  if (!story) return undefined;
  const afterMs = Date.parse(line.at) - Date.parse(story.at);
  switch (line.line) {
    case 'answered': {
      const { attemptId, timeScale } = line.answer;
      const attempt = { attemptId, afterMs, ringSeconds: 0, spoken: spokenIn(line.answer) };
      return line.refused === null ? { ...story, timeScale, attempt } : story;
    }
    case 'transferred': {
      const { attemptId, to, ringSeconds } = line.transfer;
      const transfers = [...story.transfers, { attemptId, afterMs, to, ringSeconds }];
      return line.refused === null ? { ...story, transfers } : story;
    }
    case 'hungUp':
      return { ...story, hungUpMs: story.hungUpMs ?? afterMs };
  }
}

function placed({ providerId, at, call }: Extract<CallLine, { line: 'called' }>): Story {
  const { attemptId, ringSeconds, from, to, timeScale } = call;
  return {
    ...{ providerId, at, direction: 'outbound', ours: from, person: to, timeScale },
    ...{ attempt: { attemptId, afterMs: 0, ringSeconds, spoken: spokenIn(call) }, transfers: [], hungUpMs: null },
  };
}

function spokenIn({ disclosure, greeting, record, maxDurationSeconds, hold }: Conversation): Spoken {
  return { disclosure, greeting, record, maxDurationSeconds, hold };
}
