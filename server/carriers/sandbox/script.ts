import { createHash } from 'node:crypto';
import type { Callback } from '#contracts/callback/callback';
import type { MessageStatus } from '#contracts/callback/status';
import type { OutboundMessage } from '#contracts/carrier';
import { personaOf } from './persona.ts';

/** Mishaps of a provider's callbacks, each a probability from 0 to 1. */
export type Disturbances = {
  readonly duplicate: number;
  readonly reorder: number;
  readonly late: number;
  readonly early: number;
  readonly lost: number;
};

export const undisturbed: Disturbances = { duplicate: 0, reorder: 0, late: 0, early: 0, lost: 0 };

/** How the sandbox answers. realistic: human timing, divided by each message's time scale. instant: everything at once. */
export type Mood = { readonly timing: 'realistic' | 'instant'; readonly disturbances: Disturbances };

/** A callback and how long after the message it comes; `key` names it for ever. Milliseconds. */
export type Cue = {
  readonly key: string;
  readonly afterMs: number;
  readonly early: boolean;
  readonly callback: Callback;
};

export type Taken = { readonly providerId: string; readonly at: string; readonly message: OutboundMessage };

/** Human timing: sent within a second, delivered within seconds, read within minutes, answered within the hour. */
const pace = { sent: 600, delivered: 3_000, read: 180_000, reply: 1_200_000 };
const lateFactor = 20;

/** What follows from a message, the same in every run with the same seed. Free text is read but not answered. */
export function scriptOf(
  seed: string,
  { providerId, at, message }: Taken,
  { disturbances, timing }: Mood,
): readonly Cue[] {
  const persona = personaOf(seed, message.to);
  const chance = dice(`${seed} ${message.attemptId} ${message.to}`);
  const cues: Cue[] = [];
  const after = (ms: number): number => ((0.3 + 0.7 * chance()) * ms) / message.timeScale;
  const status = (afterMs: number, to: MessageStatus, errorCode: string | null = null): number => {
    cues.push({
      key: `${providerId} ${to}`,
      afterMs,
      early: false,
      callback: statusCallback({ providerId, at, message }, to, errorCode),
    });
    return afterMs;
  };
  // What comes at once need not say first that it is on its way.
  const sent = timing === 'instant' ? 0 : status(after(pace.sent), 'sent');
  if (persona.undelivered !== null) status(sent + after(pace.delivered), 'undelivered', persona.undelivered);
  else {
    const delivered = status(sent + after(pace.delivered), 'delivered');
    const read = persona.reads ? status(delivered + after(pace.read), 'read') : delivered;
    const replies = message.template ? persona.replies : [];
    replies.forEach(({ text, button }, i) => {
      const afterMs = persona.early ? 0 : read + after(pace.reply) * (i + 1);
      const replyId = sidOf(`reply ${providerId} ${i}`);
      const receivedAt = new Date(Date.parse(at) + afterMs).toISOString();
      const callback: Callback = {
        kind: 'inbound',
        provider: 'sandbox',
        providerId: replyId,
        from: message.to,
        to: message.from,
        text,
        button,
        receivedAt,
      };
      cues.push({ key: `${providerId} reply ${i}`, afterMs, early: persona.early, callback });
    });
  }
  return cues.flatMap((cue) => disturbed(cue, disturbances, chance));
}

function disturbed(cue: Cue, disturb: Disturbances, chance: () => number): Cue[] {
  const [lost, late, reorder, early, duplicate] = [chance(), chance(), chance(), chance(), chance()];
  if (lost < disturb.lost && cue.callback.kind === 'status') return [];
  let { afterMs } = cue;
  if (late < disturb.late) afterMs = afterMs * lateFactor;
  if (reorder < disturb.reorder) afterMs = afterMs * chance() * 2;
  const heard = { ...cue, afterMs, early: cue.early || early < disturb.early };
  return duplicate < disturb.duplicate
    ? [heard, { ...heard, key: `${heard.key} again`, afterMs: afterMs * (1 + chance()) }]
    : [heard];
}

function statusCallback({ providerId, message }: Taken, status: MessageStatus, errorCode: string | null): Callback {
  const raw: Record<string, string> = {
    ...{
      MessageSid: providerId,
      MessageStatus: status,
      To: `whatsapp:${message.to}`,
      From: `whatsapp:${message.from}`,
    },
    ...(errorCode === null ? {} : { ErrorCode: errorCode }),
  };
  return {
    kind: 'status',
    provider: 'sandbox',
    attemptId: message.attemptId,
    providerId,
    status,
    errorCode,
    to: message.to,
    raw,
  };
}

/** An id in the shape of Twilio's message SIDs. */
export function sidOf(text: string): string {
  return `SM${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

/** Numbers from 0 to 1, the same for the same text (xorshift over its hash). */
function dice(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32BE(0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
