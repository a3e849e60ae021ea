import type { Instant } from '#contracts/kernel/event';
import type { RowInput } from '#contracts/row/input';
import type { OpenRow } from '#contracts/row/state';
import type { Absences } from './absences.ts';
import { callFateOf, transferFateOf } from './call-fate.ts';
import type { Leased } from './dispatch.ts';
import type { Facts, RunFacts } from './facts.ts';
import { fateOf, type FateParts } from './fate.ts';
import type { RowFolds } from './row-folds.ts';
import { workFrom, type Work } from './work.ts';

type Parts = FateParts & {
  readonly facts: Facts;
  readonly folds: RowFolds;
  readonly absences: Absences;
  readonly now: () => Instant;
};

/** Whoever asks a carrier in vain asks again after this long. Milliseconds. */
const askAgainMs = 15_000;

/** A dispatch that asks what became of an attempt. */
export type Question = Extract<Leased, { kind: 'reconcile' | 'callFate' | 'transferFate' }>;

export function isQuestion(dispatch: Leased): dispatch is Question {
  return dispatch.kind === 'reconcile' || dispatch.kind === 'callFate' || dispatch.kind === 'transferFate';
}

/** Finds out what became of an attempt, or that nobody can say before so long. null: nobody wants to know any more. */
export async function findOut(parts: Parts, dispatch: Question): Promise<Work | { readonly inMs: number } | null> {
  const { facts, folds } = parts;
  folds.forget(dispatch.subject);
  const row = (await folds.load([dispatch.subject], new Set())).get(dispatch.subject)?.row;
  const run = (await facts.runs([dispatch.executionId])).get(dispatch.executionId);
  if (row?.status !== 'open' || !row.attempt || !run) return null;
  const { attemptId } = dispatch.payload;
  if (attemptId !== null && attemptId !== row.attempt.attemptId) return null;
  const askedAt = parts.absences.elapsed();
  const input = await fate(parts, dispatch, { row, run });
  if (input === 'nothing') return null;
  if (input === null) return { inMs: askAgainMs };
  const inMs = isNotListed(input) ? parts.absences.notListed(input.attemptId, askedAt) : 0;
  return inMs > 0 ? { inMs } : workFrom(dispatch, { kind: 'input', input });
}

function isNotListed(input: RowInput): input is Extract<RowInput, { kind: 'absent' | 'inDoubt' }> {
  return input.kind === 'absent' || input.kind === 'inDoubt';
}

async function fate(
  parts: Parts,
  dispatch: Question,
  { row, run }: { readonly row: OpenRow; readonly run: RunFacts },
): Promise<RowInput | null | 'nothing'> {
  switch (dispatch.kind) {
    case 'reconcile':
      return row.attempt?.state === 'open' ? fateOf(parts, row, run) : 'nothing';
    case 'callFate':
      return callFateOf(parts, row, run, { ...dispatch.payload, at: parts.now() });
    case 'transferFate':
      return transferFateOf(parts, row, run);
  }
}
