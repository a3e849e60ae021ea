import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { ConnectFault, Ended } from '#contracts/wire/sockets';
import { largestMessage, socketTransports } from '#contracts/wire/sockets';
import { isForeign } from '#server/engine/http/foreign-origin';
import { answerTo, type SocketDoor } from './answer.ts';
import type { Connection, Permission, Visitor } from './connection.ts';

type Parts = {
  readonly doors: readonly SocketDoor[];
  /** Who stands behind a request, now; null: nobody who is signed in. */
  readonly whoIs: (headers: IncomingHttpHeaders) => Promise<Visitor | null>;
  /** How people reach the product from outside, where that is another origin than the request's host. */
  readonly publicUrl: string | undefined;
  readonly report: (fault: Error, about: Readonly<Record<string, unknown>>) => void;
};

export type SocketServer = {
  /** Answers on this server from now on. */
  attach(server: HttpServer): void;
  /** Says something to everybody of this process who is in a room. */
  say(room: string, message: string, payload: unknown): void;
  /** The connections of this process that are in a room. */
  within(room: string): readonly Connection[];
  /** Closes connections whose sign-in has ended or whose role is another now: those of one person, or all such. */
  recheck(personId: string | null): Promise<void>;
  /** Connections of this process. */
  open(): number;
  /** Takes no more connections and closes those there are. */
  close(): void;
};

const pings = { pingInterval: 15_000, pingTimeout: 10_000, connectTimeout: 10_000 };

/** Socket.IO on the product's own server: who comes in, what they may say, and who is shown out. */
export function createSocketServer({ doors, whoIs, publicUrl, report }: Parts): SocketServer {
  const io = new Server({
    ...pings,
    serveClient: false,
    transports: [...socketTransports],
    maxHttpBufferSize: largestMessage,
    allowRequest: (request, decide) => {
      const foreign = isForeign(request.headers, publicUrl);
      decide(foreign ? 'A page of another site may not connect.' : null, !foreign);
    },
  });
  const connections = new Map<string, Open>();

  io.use((socket, next) => {
    whoIs(socket.handshake.headers).then(
      (visitor) => {
        const claimed: unknown = socket.handshake.auth.personId;
        if (visitor && typeof claimed === 'string' && claimed !== visitor.personId) {
          next(faultOf(somebodyElse));
          return;
        }
        if (visitor) socket.data = visitor;
        next(visitor ? undefined : faultOf(signInFirst));
      },
      (error: unknown) => {
        report(error as Error, { socket: socket.id });
        next(faultOf(notAvailable));
      },
    );
  });
  io.on('connection', (socket) => {
    const open = openConnection(socket, socket.data as Visitor);
    connections.set(socket.id, open);
    socket.on('disconnect', () => {
      connections.delete(socket.id);
      open.ended();
    });
    const take = answerTo({ doors, ...open, stillIs: () => stillIs(open), report });
    socket.onAny((message: string, ...said: unknown[]) => void take(message, said));
  });

  /** The visitor as they are now; a connection that is not theirs any more is closed. */
  const stillIs = async (open: Open): Promise<Visitor | null> => {
    const { socket, connection, granted } = open;
    const visitor = await whoIs(socket.handshake.headers);
    const { personId, role } = connection.visitor;
    // The role of a token stays when its person may do less.
    const mayStill = [...granted].every((permission) => visitor?.may(permission));
    if (visitor?.personId === personId && visitor.role === role && mayStill) return visitor;
    socket.emit('ended', visitor ? roleChanged : signInEnded);
    socket.disconnect(true);
    return null;
  };

  return {
    attach: (server) => void io.attach(server),
    open: () => connections.size,
    say: (room, message, payload) => void io.to(room).emit(message, payload),
    within: (room) =>
      [...(io.of('/').adapter.rooms.get(room) ?? [])].flatMap((id) => connections.get(id)?.connection ?? []),
    recheck: async (personId) => {
      const asked = [...connections.values()].filter(
        ({ connection }) => personId === null || connection.visitor.personId === personId,
      );
      // A database that cannot be reached says nothing about anybody; whoever asks something is checked again anyway.
      await Promise.all(asked.map((open) => stillIs(open).catch(() => null)));
    },
    close: () => void io.close(),
  };
}

type Open = {
  readonly socket: Socket;
  readonly connection: Connection;
  /** What was asked for here and allowed. */
  readonly granted: Set<Permission>;
  ended(): void;
};

function openConnection(socket: Socket, visitor: Visitor): Open {
  const atEnd: (() => void)[] = [];
  const connection: Connection = {
    id: randomUUID(),
    visitor,
    join: (room) => {
      // A connection that is gone would stay in the room for ever.
      if (socket.connected) void socket.join(room);
    },
    leave: (room) => void socket.leave(room),
    rooms: () => [...socket.rooms].filter((room) => room !== socket.id),
    say: (message, payload) => void socket.emit(message, payload),
    atEnd: (then) => void atEnd.push(then),
    isOpen: () => socket.connected,
  };
  return {
    socket,
    connection,
    granted: new Set(),
    ended: () => {
      for (const then of atEnd) then();
    },
  };
}

const signInFirst: ConnectFault = {
  status: 'needs-auth',
  code: 'SignInFirst',
  detail: 'Sign in at /sign-in; your sign-in is missing or has ended.',
};
/** A device sends what one person made; the sign-in that comes along may be another's by now. */
const somebodyElse: ConnectFault = {
  status: 'needs-auth',
  code: 'SomebodyElse',
  detail: 'Somebody else is signed in on this device. Sign in as the person who made these edits to send them.',
};
const notAvailable: ConnectFault = {
  status: 'busy',
  code: 'NotAvailable',
  detail: 'The database cannot be reached at the moment; the connection is tried again by itself.',
};
const signInEnded: Ended = { code: 'SignInEnded', detail: 'Your sign-in has ended. Sign in again to go on.' };
const roleChanged: Ended = {
  code: 'RoleChanged',
  detail: 'What you may do here was changed by an administrator. Connect again.',
};

function faultOf(fault: ConnectFault): Error & { readonly data: ConnectFault } {
  return Object.assign(new Error(fault.detail), { data: fault });
}
