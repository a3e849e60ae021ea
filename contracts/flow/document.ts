import * as z from 'zod';

export const json = z.json();

/** A value of a step's setting: plain JSON. */
export type Json = z.infer<typeof json>;

/** A step on the canvas. Its settings may be incomplete while it is being edited; validation says what is missing. */
export type Step = {
  readonly id: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly config: Readonly<Record<string, Json>>;
};

/** `from/port>to`: derived, so that two people who make the same connection make one. */
export type ConnectionId = string;

export type Connection = { readonly from: string; readonly port: string; readonly to: string };

/** A flow as it is drawn: steps by id, connections by their id, and what belongs to the flow as a whole. */
export type FlowDocument = {
  readonly steps: Readonly<Record<string, Step>>;
  readonly connections: Readonly<Record<ConnectionId, Connection>>;
  readonly meta: Readonly<Record<string, Json>>;
};

/** Most steps in one flow, in every state and every view. */
export const stepLimit = 500;

export function connectionIdOf({ from, port, to }: Connection): ConnectionId {
  return `${from}/${port}>${to}`;
}

export const emptyDocument: FlowDocument = { steps: {}, connections: {}, meta: {} };
