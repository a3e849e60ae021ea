import type { SignedIn } from '#server/engine/http/door';

/** Who is on the other side of a connection. */
export type Visitor = SignedIn;
export type Permission = Parameters<Visitor['may']>[0];

/** One device that is connected, as the product's parts see it. */
export type Connection = {
  /** Unlike the id of the socket, told to nobody. */
  readonly id: string;
  readonly visitor: Visitor;
  join(room: string): void;
  leave(room: string): void;
  rooms(): readonly string[];
  say(message: string, payload: unknown): void;
  /** Called once, when the connection is gone. */
  atEnd(then: () => void): void;
  isOpen(): boolean;
};
