import { callStatuses, isOver, type CallStatus } from '#contracts/callback/call-status';
import { messageStatuses, rankOf, type MessageStatus } from '#contracts/callback/status';
import type { Instant } from '#contracts/kernel/event';
import type { Database } from '#server/engine/postgres/database';

type About = {
  readonly attemptId: string;
  readonly contactId: string;
  readonly provider: string;
};

/** A message that was taken, and of which no last word is known. */
export type OutstandingMessage = About & {
  readonly number: string;
  readonly providerId: string;
  readonly status: MessageStatus;
  readonly acceptedAt: Instant;
};
/** A call that was placed or answered, and of which it is not known how it ended. */
export type OutstandingCall = About & { readonly callId: string };

export type Outstanding = {
  readonly messages: readonly OutstandingMessage[];
  readonly calls: readonly OutstandingCall[];
};

type Asked = {
  readonly executionId: string;
  /** Taken by their carrier between these. */
  readonly from: Instant;
  readonly to: Instant;
  /** Whether a message that was delivered may still turn out to have been read. */
  readonly alsoRead: boolean;
};

/** Nothing follows from these for a row. */
const unread: readonly MessageStatus[] = ['delivered'];
const underWay = messageStatuses.filter((status) => rankOf(status) < rankOf('undelivered'));
const lasting: readonly CallStatus[] = callStatuses.filter((status) => !isOver(status));

/** Messages and calls of a run whose last word is still to come. */
export async function outstandingOf(
  { pool }: Database,
  { executionId, from, to, alsoRead }: Asked,
): Promise<Outstanding> {
  const about = `x.attempt_id as "attemptId", x.contact_id as "contactId", c.provider`;
  const asked = [executionId, from, to];
  const messages = await pool.query<OutstandingMessage>(
    `select ${about}, c.number, x.provider_id as "providerId", x.status, x.accepted_at as "acceptedAt"
     from read.messages x join read.channels c using (channel_id)
     where x.execution_id = $1 and x.accepted_at between $2 and $3 and x.status = any($4) and x.provider_id is not null`,
    [...asked, alsoRead ? [...underWay, ...unread] : underWay],
  );
  const calls = await pool.query<OutstandingCall>(
    `select ${about}, x.call_id as "callId" from read.calls x join read.channels c using (channel_id)
     where x.execution_id = $1 and x.accepted_at between $2 and $3 and x.status = any($4) and x.call_id is not null`,
    [...asked, lasting],
  );
  return { messages: messages.rows, calls: calls.rows };
}
