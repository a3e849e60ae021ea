import * as z from 'zod';
import type { Permission } from '#contracts/person/roles';

/** Who may come in: whoever has a permission, is signed in, proves by a signature who they are, or anybody. */
export type Entrance = Permission | 'signedIn' | 'signature' | 'anybody';

/** A file as an answer: its media type. */
export type FileAnswer = { readonly file: string };

type Shape = z.ZodObject;

/**
 * One door of the product: everything a caller has to know. The route, the check of what comes in and the OpenAPI
 * document follow from it, so they cannot differ.
 */
export type Door<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType | FileAnswer | null = z.ZodType | FileAnswer | null,
> = {
  /** Unique; programs that are generated from the document name their function after it. */
  readonly name: string;
  readonly method: 'get' | 'post';
  /** As in OpenAPI: `/api/campaigns/{campaignId}`. */
  readonly path: string;
  readonly tag: string;
  readonly permission: Entrance;
  readonly summary: string;
  readonly description?: string;
  readonly params: Params;
  readonly query: Query;
  /** null: it takes no body. */
  readonly body: Body | null;
  /** What the body is sent as. A file is streamed. */
  readonly bodyAs: 'json' | 'file' | 'signedText';
  /** null: an empty answer (204). */
  readonly answer: Answer;
  /** Why nothing is found (404), where that can be. */
  readonly missing?: string;
  /** Codes with which the rules say no (422). */
  readonly refusals: readonly string[];
  /** Permissions that single commands need besides. */
  readonly permissions?: Readonly<Record<string, Permission>>;
  /** From the machine itself nobody needs to sign in. */
  readonly alsoFromHere?: boolean;
  /** Tries are counted (429), wrong ones answered with 401. */
  readonly limited?: boolean;
};

type Said<P extends Shape, Q extends Shape, B extends z.ZodType, A extends z.ZodType | FileAnswer | null> = Omit<
  Door<P, Q, B, A>,
  'params' | 'query' | 'body' | 'bodyAs' | 'refusals'
> & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly bodyAs?: 'file' | 'signedText';
  readonly refusals?: readonly string[];
};

const nothing = z.strictObject({});
/** Who signs what it sends, and who only looks whether we live, may add to our address what it likes. */
export const anything = z.looseObject({});

/** A door, with what was left out. */
export function door<
  P extends Shape = typeof nothing,
  Q extends Shape = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType | FileAnswer | null = null,
>({ params, query, body, bodyAs, refusals, ...said }: Said<P, Q, B, A>): Door<P, Q, B, A> {
  return {
    ...said,
    params: params ?? (nothing as unknown as P),
    query: query ?? ((said.permission === 'signature' ? anything : nothing) as unknown as Q),
    body: body ?? null,
    bodyAs: bodyAs ?? 'json',
    refusals: refusals ?? [],
  };
}
