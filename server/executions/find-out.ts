import type { RowInput } from '#contracts/row/input';
import type { OpenRow } from '#contracts/row/state';
import { callFateOf, transferFateOf } from './call-fate.ts';
import type { Leased } from './dispatch.ts';
import type { Facts, RunFacts } from './facts.ts';
import { fateOf, type FateParts } from './fate.ts';
import type { RowFolds } from './row-folds.ts';
import { workFrom, type Work } from './row-round.ts';

type Parts = FateParts & { readonly facts: Facts; readonly folds: RowFolds };

/** A dispatch that asks what became of an attempt. */
export type Question = Extract<Leased, { kind: 'reconcile' | 'callFate' | 'transferFate' }>;

export function isQuestion(dispatch: Leased): dispatch is Question {
  return dispatch.kind === 'reconcile' || dispatch.kind === 'callFate' || dispatch.kind === 'transferFate';
}

/** Finds out what became of an attempt. `later`: nobody can say now. null: nobody wants to know any more. */
export async function findOut(parts: Parts, dispatch: Question): Promise<Work | 'later' | null> {
  const { facts, folds } = parts;
  folds.forget(dispatch.subject);
  const row = (await folds.load([dispatch.subject], new Set())).get(dispatch.subject)?.row;
  const run = (await facts.runs([dispatch.executionId])).get(dispatch.executionId);
  if (row?.status !== 'open' || row.attempt?.attemptId !== dispatch.payload.attemptId || !run) return null;
  const input = await fate(parts, dispatch, { row, run });
  if (input === 'nothing') return null;
  return input ? workFrom(dispatch, { kind: 'input', input }) : 'later';
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
      return callFateOf(parts, row, run, dispatch.payload);
    case 'transferFate':
      return transferFateOf(parts, row, run, dispatch.payload.attemptId);
  }
}
