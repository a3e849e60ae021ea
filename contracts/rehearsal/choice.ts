import type { TransferResult } from '#contracts/callback/callback';
import { callResults, type CallResult } from '#contracts/callback/call-status';
import { consentIn, isSpokenOptOut } from '#contracts/contact/opt-out';
import type { Instant } from '#contracts/kernel/event';
import type { FailureClass } from '#contracts/row/failure-class';
import type { RowInput } from '#contracts/row/input';
import { channelFor } from '#contracts/row/shut';
import { isEngaged, type OpenRow } from '#contracts/row/state';
import type { Choice, Rehearsal } from './state.ts';

/** What can happen now, with what there is to choose from. */
export type Open =
  | { readonly kind: 'message'; readonly fails: readonly FailureClass[] }
  | { readonly kind: 'call'; readonly results: readonly CallResult[]; readonly direction: 'outbound' | 'inbound' }
  | { readonly kind: 'transfer'; readonly results: readonly TransferResult[] }
  | {
      readonly kind: 'wait';
      readonly until: Instant;
      /** Answers the flow looks for: to be offered beside writing one. */
      readonly suggestions: readonly Suggestion[];
      readonly mayReply: boolean;
      readonly mayCall: boolean;
    }
  | { readonly kind: 'ended' };

export type Suggestion = { readonly label: string; readonly text: string; readonly button: string };

const failures: readonly FailureClass[] = ['invalidNumber', 'notOnWhatsApp', 'optedOut', 'windowClosed', 'carrier'];
const transferResults: readonly TransferResult[] = ['bridged', 'busy', 'noAnswer', 'failed', 'callEnded'];

export function openAt({ row, flow }: Pick<Rehearsal, 'row' | 'flow'>): Open {
  if (row.status !== 'open') return { kind: 'ended' };
  const { attempt, until } = row;
  if (attempt && isEngaged(row)) {
    if (attempt.of === 'message') return { kind: 'message', fails: failures };
    if (attempt.of === 'call') return { kind: 'call', results: callResults, direction: attempt.direction };
    return { kind: 'transfer', results: transferResults };
  }
  const type = flow.steps.get(row.step)?.type;
  const awaitsReply = type === 'WaitForResponse';
  return {
    kind: 'wait',
    until: until ?? '',
    suggestions: awaitsReply ? suggestionsAfter(row.step, flow) : [],
    mayReply: awaitsReply || type === 'Delay' || type === 'WaitInboundCall',
    mayCall: type === 'WaitInboundCall',
  };
}

/** The branches that the reply will be held against: the first keyword and every button of each. */
function suggestionsAfter(step: string, flow: Rehearsal['flow']): readonly Suggestion[] {
  const branching = flow.next(step, 'replied');
  if (branching?.type !== 'ResponseBranch') return [];
  return branching.config.branches.flatMap(({ label, keywords, buttons }) => [
    ...buttons.map((button) => ({ label, text: label, button })),
    ...(buttons.length === 0 && keywords[0] !== undefined ? [{ label, text: keywords[0], button: '' }] : []),
  ]);
}

type Happens = Pick<Rehearsal, 'at' | 'contact'> & { readonly inputs: readonly RowInput[] };

const deliveryMs = 2_000;
const answerMs = 60_000;
const ringMs = 20_000;

/** The inputs a choice stands for, with the clock and the contact as they are then; null when it is not open now. */
export function inputsOf(rehearsal: Rehearsal, choice: Choice): Happens | null {
  const { row, contact } = rehearsal;
  if (row.status !== 'open') return null;
  switch (choice.kind) {
    case 'arrives':
    case 'fails':
      return messageInputs(rehearsal, row, choice);
    case 'replies':
      return replyInputs(rehearsal, row, choice);
    case 'timePasses': {
      if (row.until === null || isEngaged(row)) return null;
      return { at: row.until, contact, inputs: [{ kind: 'timeout', step: row.step, until: row.until }] };
    }
    case 'callEnds':
      return callInputs(rehearsal, row, choice);
    case 'transferEnds': {
      if (row.attempt?.of !== 'transfer' || !isEngaged(row)) return null;
      const { attemptId } = row.attempt;
      const inputs: RowInput[] = [{ kind: 'transferConcluded', attemptId, result: choice.result, told: true }];
      return { at: later(rehearsal.at, answerMs), contact, inputs };
    }
    case 'callsUs':
      return callUs(rehearsal, row);
  }
}

function messageInputs(
  { at, contact }: Rehearsal,
  { attempt }: OpenRow,
  choice: Extract<Choice, { kind: 'arrives' | 'fails' }>,
): Happens | null {
  if (attempt?.of !== 'message' || attempt.state !== 'open') return null;
  const { attemptId } = attempt;
  const input: RowInput =
    choice.kind === 'arrives'
      ? { kind: 'accepted', attemptId, providerId: attemptId, via: 'answer' }
      : { kind: 'refused', attemptId, code: '', why: choice.why };
  return { at: later(at, deliveryMs), contact, inputs: [input] };
}

function replyInputs(
  { at: before, contact, material }: Rehearsal,
  row: OpenRow,
  { text, button }: Extract<Choice, { kind: 'replies' }>,
): Happens | null {
  if (isEngaged(row) || row.until === null) return null;
  // Whoever was called first and then writes, writes to the sender that the campaign has.
  const sender = material.channels.find(({ kind }) => kind === 'whatsapp');
  const channelId = row.attempt?.of === 'message' ? row.attempt.channelId : (sender?.channelId ?? null);
  if (channelId === null) return null;
  const at = earlier(later(before, answerMs), row.until);
  const optOut = consentIn(text) === 'stop';
  const heard = { ...contact.lastInbound, [channelId]: at };
  return {
    at,
    contact: { suppressed: optOut ? 'stopWord' : contact.suppressed, lastInbound: heard },
    inputs: [{ kind: 'reply', providerId: `reply ${at}`, channelId, receivedAt: at, text, button, optOut }],
  };
}

function callInputs(
  { at, contact }: Rehearsal,
  { attempt }: OpenRow,
  { result, answer, wantsTransfer }: Extract<Choice, { kind: 'callEnds' }>,
): Happens | null {
  if (attempt?.of !== 'call' || attempt.state === 'concluded') return null;
  const { attemptId } = attempt;
  const call = { kind: 'callConcluded', attemptId, callId: attemptId, result, code: null } as const;
  if (result !== 'answered') {
    const nothing = { live: false, endedBy: null, wantsTransfer: false, optOut: false, seconds: null, answer: null };
    return { at: later(at, ringMs), contact, inputs: [{ ...call, ...nothing }] };
  }
  const optOut = isSpokenOptOut(answer);
  const said = { live: attempt.hold && !optOut, endedBy: 'ai', wantsTransfer, optOut, answer } as const;
  return {
    at: later(at, answerMs),
    contact: optOut ? { ...contact, suppressed: 'spokenOptOut' } : contact,
    inputs: [{ ...call, ...said, seconds: answerMs / 1000 }],
  };
}

function callUs({ at, contact, flow, material }: Rehearsal, row: OpenRow): Happens | null {
  const step = flow.steps.get(row.step);
  if (step?.type !== 'WaitInboundCall' || row.until === null || isEngaged(row)) return null;
  const voice = channelFor('voice', step.config.channelId, material);
  if (voice === null) return null;
  const inputs: RowInput[] = [{ kind: 'inboundCall', callId: `call ${at}`, channelId: voice }];
  return { at: earlier(later(at, answerMs), row.until), contact, inputs };
}

function later(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString();
}

function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other;
}
