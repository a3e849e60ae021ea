import type { Callback } from '#contracts/callback/callback';
import type { MessageStatus } from '#contracts/callback/status';
import { personaOf } from './persona.ts';
import { dice, disturbed, haste, sidOf, type Cue, type Mood, type Taken } from './script.ts';

/** Human timing: sent within a second, delivered within seconds, read within minutes, answered within the hour. */
const pace = { sent: 600, delivered: 3_000, read: 180_000, reply: 1_200_000, calls: 600_000 };

/**
 * What follows from a message, the same in every run with the same seed. Free text is read but not answered. Whoever
 * calls back calls the number that the text names.
 */
export function messageScript(seed: string, taken: Taken, mood: Mood): readonly Cue[] {
  const { providerId, at, message } = taken;
  const { timeScale } = message;
  const persona = personaOf(seed, message.to);
  const chance = dice(`${seed} ${message.attemptId} ${message.to}`);
  const cues: Cue[] = [];
  const after = (ms: number): number => ((0.3 + 0.7 * chance()) * ms) / haste(mood.timing, timeScale);
  const status = (afterMs: number, to: MessageStatus, errorCode: string | null = null): number => {
    const callback = statusCallback(taken, to, errorCode);
    cues.push({ key: `${providerId} ${to}`, afterMs, early: false, callback });
    return afterMs;
  };
  // What comes at once need not say first that it is on its way.
  const sent = mood.timing === 'instant' ? 0 : status(after(pace.sent), 'sent');
  if (persona.undelivered !== null) status(sent + after(pace.delivered), 'undelivered', persona.undelivered);
  else {
    const delivered = status(sent + after(pace.delivered), 'delivered');
    const read = persona.reads ? status(delivered + after(pace.read), 'read') : delivered;
    const replies = message.template ? persona.replies : [];
    replies.forEach(({ text, button }, i) => {
      const afterMs = persona.early ? 0 : read + after(pace.reply) * (i + 1);
      const replyId = sidOf('SM', `reply ${providerId} ${i}`);
      const receivedAt = new Date(Date.parse(at) + afterMs).toISOString();
      const callback: Callback = {
        ...{ kind: 'inbound', provider: 'sandbox', providerId: replyId, from: message.to, to: message.from },
        ...{ text, button, receivedAt },
      };
      cues.push({ key: `${providerId} reply ${i}`, afterMs, early: persona.early, callback });
    });
    const number = numberIn(message.body);
    if (persona.reads && persona.phone.callsBack && number !== null) {
      const ring = { from: message.to, to: number, timeScale };
      cues.push({ key: `${providerId} calls`, afterMs: read + after(pace.calls), early: false, ring });
    }
  }
  return cues.flatMap((cue) => disturbed(cue, mood, chance, { timeScale, settled: true }));
}

/** The number that a text asks to be called, in E.164. */
function numberIn(text: string): string | null {
  return /\+[1-9]\d{6,14}(?!\d)/.exec(text)?.[0] ?? null;
}

function statusCallback({ providerId, message }: Taken, status: MessageStatus, errorCode: string | null): Callback {
  const { attemptId, to, from } = message;
  const raw: Record<string, string> = {
    ...{ MessageSid: providerId, MessageStatus: status, To: `whatsapp:${to}`, From: `whatsapp:${from}` },
    ...(errorCode === null ? {} : { ErrorCode: errorCode }),
  };
  return { kind: 'status', provider: 'sandbox', attemptId, providerId, status, errorCode, to, raw };
}
