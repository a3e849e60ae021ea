import type { Instant } from '#contracts/kernel/event';
import { retryReasonOf } from '#contracts/execution/retries';
import type {
  AttemptIntended,
  CallConcluded,
  CallIntended,
  RowEvent,
  RowMoved,
  RowOutcome,
  RowStarted,
  TransferIntended,
} from './events.ts';

export type Row = { readonly status: 'queued' } | OpenRow | EndedRow;

export type OpenRow = {
  readonly status: 'open';
  readonly started: RowStarted['data'];
  /** The step the row rests at. */
  readonly step: string;
  /** Present while the row waits: for a reply, a call, the end of a delay, or a better moment. */
  readonly until: Instant | null;
  readonly attempts: number;
  /** The newest attempt and how it stands; null before the first. */
  readonly attempt: Attempt | null;
  /** Attempts at the present step that provably never reached the carrier. */
  readonly absentHere: number;
  /** How often a step failed for a reason that may be tried again: `step reason` → times. */
  readonly failures: ReadonlyMap<string, number>;
  /** The carrier's ids of every attempt it took, so that its list is never mistaken for an older message. */
  readonly providerIds: readonly string[];
  /** Whether the contact has written since the newest attempt was made. */
  readonly answered: boolean;
  /** A reply that came while an attempt was open. */
  readonly keptReply: Heard | null;
  /** What the person wrote or said last. */
  readonly lastReply: Heard | null;
  /** The call that is open after its conversation, and may be handed over. */
  readonly live: { readonly callId: string; readonly attemptId: string; readonly channelId: string } | null;
  /** How often each step was left; a map, since a step may be called like something every object has. */
  readonly visits: ReadonlyMap<string, number>;
};

export type Heard = { readonly text: string | null; readonly button: string | null };

/** A message, a call, or the handing over of a call. */
export type Attempt = (
  | ({ readonly of: 'message' } & AttemptIntended['data'])
  | ({ readonly of: 'call' } & CallIntended['data'])
  | ({ readonly of: 'transfer' } & TransferIntended['data'])
) & { readonly state: AttemptState; readonly providerId: string | null };

/** open: asked and not answered; after a crash that means unknown. concluded: of calls, its result is known. */
export type AttemptState = 'open' | 'accepted' | 'concluded' | 'failed' | 'absent' | 'inDoubt';

/** A message is being handed over, or a call is being placed, rings or is spoken in: the row can do nothing else. */
export function isEngaged({ attempt }: OpenRow): boolean {
  return attempt?.state === 'open' || (attempt?.state === 'accepted' && attempt.of !== 'message');
}

export type EndedRow = { readonly status: 'ended'; readonly outcome: RowOutcome; readonly started: RowStarted['data'] };

export const queuedRow: Row = { status: 'queued' };

export function evolve(state: Row, event: RowEvent): Row {
  if (event.type === 'RowStarted') return begun(event.data);
  return state.status === 'open' ? change(state, event) : state;
}

function begun(started: RowStarted['data']): OpenRow {
  const nothing = {
    until: null,
    attempts: 0,
    attempt: null,
    absentHere: 0,
    providerIds: [],
    answered: false,
    keptReply: null,
    lastReply: null,
    live: null,
  };
  return { status: 'open', started, step: '', visits: new Map(), failures: new Map(), ...nothing };
}

function change(state: OpenRow, event: Exclude<RowEvent, RowStarted>): Row {
  switch (event.type) {
    case 'ContactDecided':
      return state;
    case 'AttemptIntended':
      return intended(state, { of: 'message', ...event.data, ...fresh });
    case 'CallIntended':
      return intended(state, { of: 'call', ...event.data, ...fresh });
    case 'TransferIntended':
      return intended(state, { of: 'transfer', ...event.data, ...fresh });
    case 'AttemptAccepted':
      return settle(state, event.data.attemptId, 'accepted', event.data.providerId);
    case 'AttemptFailed':
      return failedOnce(
        settle(state, event.data.attemptId, 'failed', state.attempt?.providerId ?? null),
        retryReasonOf(event.data.why),
      );
    case 'AttemptAbsent':
      return { ...settle(state, event.data.attemptId, 'absent', null), absentHere: state.absentHere + 1 };
    case 'AttemptInDoubt':
      return settle(state, event.data.attemptId, 'inDoubt', null);
    case 'CallConcluded':
      return concluded(state, event.data);
    case 'TransferConcluded': {
      const { attemptId, result } = event.data;
      const after = settle(state, attemptId, 'concluded', state.attempt?.providerId ?? null);
      return result === 'bridged' || result === 'callEnded' ? { ...after, live: null } : after;
    }
    case 'CallReleased':
      return { ...state, live: null };
    case 'ReplyReceived':
      return {
        ...state,
        answered: true,
        keptReply: event.data.kept ? heard(event.data) : state.keptReply,
        lastReply: heard(event.data),
      };
    case 'RowMoved':
      return moved(state, event.data);
    case 'RowEnded':
      return { status: 'ended', outcome: event.data.outcome, started: state.started };
  }
}

const fresh = { state: 'open', providerId: null } as const;

function heard({ text, button }: Heard): Heard {
  return { text, button };
}

function intended(state: OpenRow, attempt: Attempt): OpenRow {
  // A call that is answered interrupts a wait, which goes on when the call comes to nothing.
  const until = attempt.of === 'call' && attempt.direction === 'inbound' ? state.until : null;
  return { ...state, step: attempt.step, until, attempts: state.attempts + 1, answered: false, attempt };
}

function settle(state: OpenRow, attemptId: string, to: AttemptState, providerId: string | null): OpenRow {
  if (state.attempt?.attemptId !== attemptId) return state;
  const providerIds = to === 'accepted' && providerId !== null ? [...state.providerIds, providerId] : state.providerIds;
  return { ...state, attempt: { ...state.attempt, state: to, providerId }, providerIds };
}

function concluded(state: OpenRow, data: CallConcluded['data']): OpenRow {
  const { attemptId, callId, result, live, answer } = data;
  const after = settle(state, attemptId, 'concluded', callId);
  if (result !== 'answered') return failedOnce(after, retryReasonOf(result === 'failed' ? 'carrier' : result));
  const open = live && after.attempt ? { callId, attemptId, channelId: after.attempt.channelId } : null;
  return { ...after, live: open, lastReply: answer === '' ? state.lastReply : { text: answer, button: '' } };
}

function failedOnce(state: OpenRow, reason: string | null): OpenRow {
  if (reason === null || !state.attempt) return state;
  const key = `${state.attempt.step} ${reason}`;
  return { ...state, failures: new Map(state.failures).set(key, (state.failures.get(key) ?? 0) + 1) };
}

function moved(state: OpenRow, { path, to, until }: RowMoved['data']): OpenRow {
  // Whoever waits for a better moment at the step where it stands has not moved.
  if (path.length === 0) return { ...state, step: to, until };
  const visits = new Map(state.visits);
  for (const { step } of path) visits.set(step, (visits.get(step) ?? 0) + 1);
  const consumed = path.some(({ port }) => port === 'replied');
  return { ...state, step: to, until, absentHere: 0, visits, keptReply: consumed ? null : state.keptReply };
}
