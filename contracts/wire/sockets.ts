import * as z from 'zod';
import type { Fact, Room } from './facts.ts';
import { roomName } from './facts.ts';
import {
  pushRequest,
  type HashAt,
  type PushAnswer,
  type PushRequest,
  type SnapshotAnswer,
  type SyncAnswer,
  type SyncEvent,
} from './sync.ts';

/** The only transport: no request of it can be made by a page of another origin, and any server process may take it. */
export const socketTransports = ['websocket'] as const;

/** Every message of a client is answered; without an answer after this time ask again, over a new connection. */
export const answerWithinMs = 10_000;

/** Facts of a room are gathered this long: a screen needs no more than ten frames a second. */
export const frameEveryMs = 100;

/** So many edits after the last hash of a flow the next one is told, also while it is edited. */
export const hashEvery = 100;

/** Most rooms that one connection may watch, and flows it may have open. */
export const roomsAtOnce = 50;

/** Largest message in bytes; a connection that sends a larger one is closed. */
export const largestMessage = 1_048_576;

/**
 * Why a message was not taken, with a sentence that says the way out. needs-auth: the sign-in is missing or has ended ·
 * forbidden: the role does not allow it · upgrade: the client is newer or older than the server can speak to · busy: ask
 * again in a moment · refused: the message is wrong, or what it is about does not exist.
 */
export type TurnedAway = {
  readonly status: 'needs-auth' | 'forbidden' | 'upgrade' | 'busy' | 'refused';
  readonly code: string;
  readonly detail: string;
  /** The values that the sentence names. */
  readonly details?: Readonly<Record<string, unknown>>;
};

/** What a connection that is turned away is told in `error.data` of `connect_error`. */
export type ConnectFault = TurnedAway & { readonly status: 'needs-auth' | 'busy' };

const flowId = z.uuid();
const schema = z.int().min(1);

export const flowSync = z.strictObject({ flowId, fromRev: z.int().min(-1), schema });
export const flowPush = pushRequest.extend({ flowId });
export const flowOpen = z.strictObject({ flowId, replica: z.uuid() });
export const flowClose = z.strictObject({ flowId });
export const watchRoom = z.strictObject({
  room: roomName,
  /** The last frame this client has of the room, from a connection before. */
  after: z.strictObject({ epoch: z.uuid(), seq: z.int().min(0) }).optional(),
});
export const unwatchRoom = z.strictObject({ room: roomName });

/**
 * Facts of a room that came together. Within an `epoch` the frames of a room are numbered from 1 without a hole, so a
 * client sees that none is missing and says after a reconnection where it stopped.
 */
export type Frame = {
  readonly room: Room;
  readonly epoch: string;
  readonly seq: number;
  readonly facts: readonly Fact[];
};

/**
 * The answer to `watch`. `frames` are those after the asked one. Where they are not known any more, or the client had
 * none, `reload` is true and the only frame is the room as it stands now: what was fetched as a list (rows, campaigns)
 * has to be fetched again.
 */
export type WatchAnswer =
  | {
      readonly status: 'ok';
      readonly reload: boolean;
      readonly epoch: string;
      readonly seq: number;
      readonly frames: readonly Frame[];
    }
  | TurnedAway;

export type SyncReply = ({ readonly status: 'ok' } & (SyncAnswer | SnapshotAnswer)) | TurnedAway;

/** A device on which a flow is open. `name` is null for readers who may not see personal data. */
export type Present = {
  readonly replica: string;
  readonly personId: string;
  readonly name: string | null;
  readonly since: string;
};

export type OpenAnswer =
  { readonly status: 'ok'; readonly head: number; readonly present: readonly Present[] } | TurnedAway;

/** New events of a flow: a hint with the data in it, which may be lost, repeated or out of order. */
export type FlowEvents = {
  readonly flowId: string;
  readonly events: readonly SyncEvent[];
  readonly head: number;
  /** After the last of these events, which may be none: once the flow is at rest, and every 100 revisions. */
  readonly hash?: HashAt;
};

export type FlowPresence = { readonly flowId: string; readonly present: readonly Present[] };

/**
 * The connection is closed by the server right after this. SignInEnded: sign in again. RoleChanged: connect again; what
 * may be watched has changed.
 */
export type Ended = { readonly code: 'SignInEnded' | 'RoleChanged'; readonly detail: string };

type Asked<Request, Answer> = (request: Request, answer: (answer: Answer) => void) => void;

/** What a client says, each with an answer. Flow messages need an open sign-in and a role that may read or edit flows. */
export type ClientMessages = {
  'flow:sync': Asked<z.infer<typeof flowSync>, SyncReply>;
  'flow:push': Asked<PushRequest & { readonly flowId: string }, PushAnswer>;
  /** From now on the flow's events come to this connection, and others see who has it open. */
  'flow:open': Asked<z.infer<typeof flowOpen>, OpenAnswer>;
  'flow:close': Asked<z.infer<typeof flowClose>, { readonly status: 'ok' } | TurnedAway>;
  watch: Asked<z.infer<typeof watchRoom>, WatchAnswer>;
  unwatch: Asked<z.infer<typeof unwatchRoom>, { readonly status: 'ok' } | TurnedAway>;
};

/** What the server says, without an answer. */
export type ServerMessages = {
  'flow:events': (events: FlowEvents) => void;
  'flow:presence': (presence: FlowPresence) => void;
  facts: (frame: Frame) => void;
  ended: (ended: Ended) => void;
};
