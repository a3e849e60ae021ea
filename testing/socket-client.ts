import { io, type Socket } from 'socket.io-client';
import { answerWithinMs, socketTransports, type ClientMessages, type ServerMessages } from '#contracts/wire/sockets';

export type TestSocket = Socket<ServerMessages, ClientMessages>;

export type Heard = {
  readonly socket: TestSocket;
  /** Everything the server said, in order. */
  readonly said: readonly { readonly message: string; readonly payload: unknown }[];
  /** Asks and gives the answer. */
  ask<M extends keyof ClientMessages>(
    message: M,
    said: Parameters<ClientMessages[M]>[0],
  ): Promise<Parameters<Parameters<ClientMessages[M]>[1]>[0]>;
  /** What the server said last of that name and kind, once there is one that fits. */
  hears<M extends keyof ServerMessages>(
    message: M,
    fits?: (payload: Parameters<ServerMessages[M]>[0]) => boolean,
  ): Promise<Parameters<ServerMessages[M]>[0]>;
  /** Resolves with the reason when the connection has ended. */
  readonly gone: Promise<string>;
};

/** The real client on a real connection, as a tablet has it; it connects when it is asked to. */
export function openSocket(
  url: string,
  headers: Readonly<Record<string, string>>,
  auth: Readonly<Record<string, string>> = {},
): TestSocket {
  return io(url, {
    auth,
    ...{ transports: [...socketTransports], extraHeaders: headers, forceNew: true, autoConnect: false },
    ...{ reconnectionDelay: 50, reconnectionDelayMax: 200, ackTimeout: answerWithinMs },
  });
}

/** Connects, or fails with what the server said. */
export async function connect(url: string, headers: Readonly<Record<string, string>>): Promise<Heard> {
  const heard = listen(openSocket(url, headers));
  const { socket } = heard;
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
    socket.connect();
  });
  return heard;
}

export function listen(socket: TestSocket): Heard {
  const said: { message: string; payload: unknown }[] = [];
  const waiting = new Set<() => void>();
  socket.onAny((message: string, payload: unknown) => {
    said.push({ message, payload });
    for (const look of [...waiting]) look();
  });
  return {
    socket,
    said,
    ask: (message, asked) => (socket as Socket).emitWithAck(message, asked),
    hears: (message, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = said
            .filter((each) => each.message === message)
            .map(({ payload }) => payload as Parameters<ServerMessages[typeof message]>[0])
            .find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    gone: new Promise((resolve) => {
      socket.once('disconnect', resolve);
    }),
  };
}
