import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { TurnedAway } from '#contracts/wire/sockets';
import { StoreUnavailable } from '#server/engine/eventstore/store-faults';
import { parseAsked } from '#server/engine/http/parse';
import { isConnectionFault } from '#server/engine/postgres/connection-fault';
import type { Connection, Permission, Visitor } from './connection.ts';

/** One message that clients may say, and what it is answered with. */
export type SocketDoor<Said = unknown> = {
  readonly message: string;
  readonly schema: z.ZodType<Said>;
  /** Null: whoever is signed in. */
  readonly permission: (said: Said) => Permission | null;
  /** The answer; `visitor` is who asks, as they are now. */
  take(said: Said, connection: Connection, visitor: Visitor): Promise<object>;
  /** What is answered besides where a message is not taken. */
  readonly turnedAway?: object;
};

/** A door among doors of other messages. */
export function socketDoor<Said>(door: SocketDoor<Said>): SocketDoor {
  return door as unknown as SocketDoor;
}

type Parts = {
  readonly doors: readonly SocketDoor[];
  readonly connection: Connection;
  /** Remembers what was allowed. */
  readonly granted: Set<Permission>;
  readonly stillIs: () => Promise<Visitor | null>;
  readonly report: (fault: Error, about: Readonly<Record<string, unknown>>) => void;
};

/** Messages of one connection that may be under way at once. */
const mostAtOnce = 16;

/**
 * Answers the messages of one connection. Who asks, and what they may, is looked up for each. A message without a
 * function to answer to is not ours and is passed over.
 */
export function answerTo({ doors, connection, granted, stillIs, report }: Parts) {
  const byMessage = new Map(doors.map((door) => [door.message, door]));
  let underWay = 0;

  const answer = async (message: string, said: readonly unknown[]): Promise<object> => {
    const door = byMessage.get(message);
    if (!door)
      return away('refused', 'Invalid', `“${message.slice(0, 60)}” is no message; wanted are ${names(byMessage)}.`);
    const parsed = said.length === 1 ? parseAsked(door.schema, said[0]) : parseAsked(door.schema, undefined);
    if (!parsed.ok) {
      const issues = parsed.invalid.issues.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
      return { ...away('refused', 'Invalid', issues.slice(0, 2_000)), ...door.turnedAway };
    }
    const visitor = await stillIs();
    if (!visitor)
      return {
        ...away('needs-auth', 'SignInFirst', 'Sign in again; your sign-in has ended, or your role was changed.'),
        ...door.turnedAway,
      };
    const permission = door.permission(parsed.value);
    if (permission !== null && !visitor.may(permission)) {
      const detail = `Your role, ${visitor.role}, does not include ${permission}; ask an administrator.`;
      return { ...away('forbidden', 'NotAllowed', detail, { role: visitor.role }), ...door.turnedAway };
    }
    if (permission !== null) granted.add(permission);
    return door.take(parsed.value, connection, visitor);
  };

  const fault = (message: string, error: Error): TurnedAway => {
    if (isConnectionFault(error) || error instanceof StoreUnavailable)
      return away(
        'busy',
        'NotAvailable',
        'The database cannot be reached at the moment. Nothing is lost; it is tried again.',
      );
    const id = randomUUID();
    report(error, { message, requestId: id });
    return away('refused', 'Fault', `Something went wrong on our side; it is in the log under ${id}.`, {
      requestId: id,
    });
  };

  return async (message: string, said: readonly unknown[]): Promise<void> => {
    const last = said.at(-1);
    if (typeof last !== 'function') return;
    const reply = last as (answer: object) => void;
    const besides = byMessage.get(message)?.turnedAway ?? {};
    if (underWay >= mostAtOnce) {
      const detail = `${mostAtOnce} messages of this connection are under way; wait for an answer to one of them.`;
      reply({ ...away('busy', 'TooManyAtOnce', detail), ...besides });
      return;
    }
    underWay += 1;
    const answered = await answer(message, said.slice(0, -1)).catch((error: unknown) => ({
      ...fault(message, error as Error),
      ...besides,
    }));
    underWay -= 1;
    reply(answered);
  };
}

export function away<Status extends TurnedAway['status']>(
  status: Status,
  code: string,
  detail: string,
  details?: TurnedAway['details'],
): TurnedAway & { readonly status: Status } {
  return { status, code, detail, ...(details === undefined ? {} : { details }) };
}

function names(doors: ReadonlyMap<string, SocketDoor>): string {
  return [...doors.keys()].join(', ');
}
