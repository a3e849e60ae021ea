import type { Instant } from '#contracts/kernel/event';
import type { AttemptIntended, ReplyReceived, RowEvent, RowOutcome, RowStarted } from './events.ts';

export type Row = { readonly status: 'queued' } | OpenRow | EndedRow;

export type OpenRow = {
  readonly status: 'open';
  readonly started: RowStarted['data'];
  /** The step the row rests at. */
  readonly step: string;
  /** Present while the row waits for a reply. */
  readonly until: Instant | null;
  readonly attempts: number;
  /** The newest attempt and how it stands; null before the first. */
  readonly attempt:
    (AttemptIntended['data'] & { readonly state: AttemptState; readonly providerId: string | null }) | null;
  /** Attempts made at the present step without leaving it. */
  readonly attemptsHere: number;
  /** The carrier's ids of every attempt it took, so that its list is never mistaken for an older message. */
  readonly providerIds: readonly string[];
  /** Whether the contact has written since the newest attempt was made. */
  readonly answered: boolean;
  /** A reply that came while an attempt was open. */
  readonly keptReply: ReplyReceived['data'] | null;
  readonly lastReply: ReplyReceived['data'] | null;
  /** How often each step was left; a map, since a step may be called like something every object has. */
  readonly visits: ReadonlyMap<string, number>;
};

/** open: asked and not answered; after a crash that means unknown. */
export type AttemptState = 'open' | 'accepted' | 'failed' | 'absent' | 'inDoubt';

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
    attemptsHere: 0,
    providerIds: [],
    answered: false,
    keptReply: null,
    lastReply: null,
  };
  return { status: 'open', started, step: '', visits: new Map(), ...nothing };
}

function change(state: OpenRow, event: Exclude<RowEvent, RowStarted>): Row {
  switch (event.type) {
    case 'ContactDecided':
      return state;
    case 'AttemptIntended':
      return {
        ...state,
        step: event.data.step,
        attempts: state.attempts + 1,
        attemptsHere: state.attemptsHere + 1,
        answered: false,
        attempt: { ...event.data, state: 'open', providerId: null },
      };
    case 'AttemptAccepted':
      return settle(state, event.data.attemptId, 'accepted', event.data.providerId);
    case 'AttemptFailed':
      return settle(state, event.data.attemptId, 'failed', state.attempt?.providerId ?? null);
    case 'AttemptAbsent':
      return settle(state, event.data.attemptId, 'absent', null);
    case 'AttemptInDoubt':
      return settle(state, event.data.attemptId, 'inDoubt', null);
    case 'ReplyReceived':
      return {
        ...state,
        answered: true,
        keptReply: event.data.kept ? event.data : state.keptReply,
        lastReply: event.data,
      };
    case 'RowMoved':
      return moved(state, event.data);
    case 'RowEnded':
      return { status: 'ended', outcome: event.data.outcome, started: state.started };
  }
}

function settle(state: OpenRow, attemptId: string, to: AttemptState, providerId: string | null): OpenRow {
  if (state.attempt?.attemptId !== attemptId) return state;
  const providerIds = to === 'accepted' && providerId !== null ? [...state.providerIds, providerId] : state.providerIds;
  return { ...state, attempt: { ...state.attempt, state: to, providerId }, providerIds };
}

function moved(
  state: OpenRow,
  data: { path: readonly { step: string; port: string }[]; to: string; until: Instant | null },
): OpenRow {
  const visits = new Map(state.visits);
  for (const { step } of data.path) visits.set(step, (visits.get(step) ?? 0) + 1);
  const consumed = data.path.some(({ port }) => port === 'replied');
  return {
    ...state,
    step: data.to,
    until: data.until,
    attemptsHere: 0,
    visits,
    keptReply: consumed ? null : state.keptReply,
  };
}
