import type { Socket } from 'socket.io-client';
import { answerWithinMs, type ClientMessages, type ServerMessages, type TurnedAway } from '#contracts/wire/sockets';

export type ServerSocket = Socket<ServerMessages, ClientMessages>;

type Requests = { readonly [M in keyof ClientMessages]: Parameters<ClientMessages[M]>[0] };
type Answers = { readonly [M in keyof ClientMessages]: Parameters<Parameters<ClientMessages[M]>[1]>[0] };

/** No answer came in time, or the connection was cut before it: ask again over the next one. */
export class NoAnswer extends Error {}

/** Asks the server something over a connection that stands; nothing is kept back to be sent later by the socket itself. */
export async function ask<M extends keyof ClientMessages>(
  socket: ServerSocket,
  message: M,
  request: Requests[M],
): Promise<Answers[M]> {
  if (!socket.connected) throw new NoAnswer(`Asking ${message}: there is no connection.`);
  const timed = socket.timeout(answerWithinMs) as unknown as {
    emitWithAck(message: M, request: Requests[M]): Promise<Answers[M]>;
  };
  try {
    return await timed.emitWithAck(message, request);
  } catch (cause) {
    throw new NoAnswer(`Asking ${message}: no answer came within ${answerWithinMs} ms.`, { cause });
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
