import {
  AccessDeniedError,
  DeadlineExceededError,
  isCommandError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  TimeoutError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { ExpectedRevision } from './event-store.ts';
import {
  AppendOutcomeUnknown,
  DeadlineExceeded,
  EventTooLarge,
  StoreUnavailable,
  StreamDeleted,
  WrongExpectedRevision,
} from './store-faults.ts';

type Asked = { readonly stream: string; readonly expected: ExpectedRevision; readonly bytes: number };

/** gRPC status codes (grpc.github.io, statuscodes). */
const resourceExhausted = 8;
const unavailable = 14;

/** What an append that failed says about the log: refused, not written, or in the dark. */
export function appendFault(error: unknown, asked: Asked): Error {
  const refused = refusal(error, asked);
  if (refused) return refused;
  const { stream } = asked;
  const cause = { cause: error };
  if (error instanceof DeadlineExceededError || error instanceof TimeoutError)
    return new DeadlineExceeded(stream, cause);
  // Nothing was written where no connection came about, or where the server that was asked leads nobody.
  if (error instanceof NotLeaderError || neverConnected(error))
    return new StoreUnavailable(`Appending to ${stream}`, cause);
  return isOfTheClient(error) ? new AppendOutcomeUnknown(stream, cause) : (error as Error);
}

/** The server looked at it and said no. */
function refusal(error: unknown, { stream, expected, bytes }: Asked): Error | null {
  const cause = { cause: error };
  if (error instanceof WrongExpectedVersionError) {
    const { actualVersion } = error;
    return new WrongExpectedRevision(stream, expected, typeof actualVersion === 'bigint' ? Number(actualVersion) : -1);
  }
  if (error instanceof StreamDeletedError) return new StreamDeleted(stream, cause);
  if (error instanceof MaxAppendSizeExceededError) return new EventTooLarge(stream, bytes, error.maxAppendSize, cause);
  if (codeOf(error) === resourceExhausted) return new EventTooLarge(stream, bytes, null, cause);
  return error instanceof AccessDeniedError ? denied(`Appending to ${stream}`, cause) : null;
}

/** What a read that failed means; nothing was changed by it. */
export function readFault(error: unknown, doing: string, stream = 'The stream'): Error {
  const cause = { cause: error };
  if (error instanceof StreamDeletedError) return new StreamDeleted(stream, cause);
  if (error instanceof AccessDeniedError) return denied(doing, cause);
  const away = isOfTheClient(error);
  return away ? new StoreUnavailable(doing, cause) : (error as Error);
}

function denied(doing: string, cause: ErrorOptions): Error {
  return new Error(`${doing}: the event store does not let us; check the user in EVENTSTORE_URL.`, cause);
}

function codeOf(error: unknown): number | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'number' ? code : null;
}

/** Every fault of a call is either of the client's own kind or has gRPC's code. */
function isOfTheClient(error: unknown): boolean {
  return codeOf(error) !== null || (error instanceof Error && isCommandError(error));
}

/** grpc-js 1.14 says so when a call ended before there was a connection to send it over. */
function neverConnected(error: unknown): boolean {
  return codeOf(error) === unavailable && /No connection established|Name resolution failed/.test(String(error));
}
