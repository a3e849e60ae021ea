import type { Instant } from './event.ts';

/** A request: an imperative verb and a noun. It may be refused. */
export type Command<Type extends string = string, Data = unknown> = { readonly type: Type; readonly data: Data };

/** What a rule may know besides state and command: time and asker are handed in, never read. */
export type Asked = { readonly at: Instant; readonly by: string };

/** The rules said no. A refusal is data: the code is translated by the client, the details name values and ways out. */
export type Refusal = {
  readonly refused: string;
  /** One English sentence: the value found, the value wanted, the way out. */
  readonly sentence: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

export function refuse(code: string, sentence: string, details?: Readonly<Record<string, unknown>>): Refusal {
  return details ? { refused: code, sentence, details } : { refused: code, sentence };
}

export function isRefusal(decision: object): decision is Refusal {
  return 'refused' in decision;
}

/** One thing wrong with the form of a request, by field. */
export type Issue = { readonly field: string; readonly problem: string };

/** What became of a command; every door answers with one of these. */
export type Outcome =
  | { readonly outcome: 'accepted'; readonly stream: string; readonly revision: number }
  | ({ readonly outcome: 'refused' } & Refusal)
  | { readonly outcome: 'conflict'; readonly sentence: string }
  | { readonly outcome: 'invalid'; readonly issues: readonly Issue[] };
