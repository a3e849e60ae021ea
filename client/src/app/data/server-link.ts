import type { Socket } from 'socket.io-client';
import { answerWithinMs, type ClientMessages, type ServerMessages, type TurnedAway } from '#contracts/wire/sockets';

export type ServerSocket = Socket<ServerMessages, ClientMessages>;

type Requests = { readonly [M in keyof ClientMessages]: Parameters<ClientMessages[M]>[0] };
type Answers = { readonly [M in keyof ClientMessages]: Parameters<Parameters<ClientMessages[M]>[1]>[0] };

/** No answer came in time, or the connection was cut before it: ask again over the next one. */
export class NoAnswer extends Error {
  /** The connection that was asked; undefined: there was none. */
  readonly connection: string | undefined;

  constructor(sentence: string, connection: string | undefined, options?: ErrorOptions) {
    super(sentence, options);
    this.connection = connection;
  }
}

/** Asks the server over one connection. */
export type Ask = <M extends keyof ClientMessages>(message: M, request: Requests[M]) => Promise<Answers[M]>;

/** Asks over the connection that stands now, and over no later one: what was relied on over this one may not hold there. */
export function askingOver(socket: ServerSocket): Ask {
  const { id } = socket;
  return async (message, request) => {
    if (socket.id !== id) throw new NoAnswer(`Asking ${message}: the connection was made anew.`, id);
    return ask(socket, message, request);
  };
}

/** Asks the server something over a connection that stands; nothing is kept back to be sent later by the socket itself. */
export async function ask<M extends keyof ClientMessages>(
  socket: ServerSocket,
  message: M,
  request: Requests[M],
): Promise<Answers[M]> {
  const { id } = socket;
  if (!socket.connected) throw new NoAnswer(`Asking ${message}: there is no connection.`, id);
  const timed = socket.timeout(answerWithinMs) as unknown as {
    emitWithAck(message: M, request: Requests[M]): Promise<Answers[M]>;
  };
  try {
    return await timed.emitWithAck(message, request);
  } catch (cause) {
    throw new NoAnswer(`Asking ${message}: no answer came within ${answerWithinMs} ms.`, id, { cause });
  }
}

/** A connection to where the app came from, made when it is asked for: the library is a chunk of its own. */
export async function connectToServer(personId: string): Promise<ServerSocket> {
  const { io } = await import('socket.io-client');
  // Said at every connection: the server lets nobody in who is signed in as somebody else by now.
  return io({ ...socketOptions, auth: { personId } });
}

export const socketOptions = {
  transports: ['websocket'],
  autoConnect: false,
  reconnectionDelay: 500,
  reconnectionDelayMax: 10_000,
};

export function turnedAway(answer: { readonly status: string }): answer is TurnedAway {
  return answer.status !== 'ok';
}
