import type { TransferResult } from '#contracts/callback/callback';
import type { AnsweredBy, CallStatus } from '#contracts/callback/call-status';
import type { Story, Transfer } from './call-story.ts';
import type { Phone } from './phone-persona.ts';
import { dice, haste, type Mood } from './script.ts';
import type { Dialogue } from './talk.ts';

/** Something that happens in a call, in milliseconds after its beginning. `settled`: whatever the product does next. */
export type Moment = { readonly afterMs: number; readonly settled: boolean } & (
  | ({ readonly of: 'status' } & StatusAt)
  | { readonly of: 'dialogue'; readonly dialogue: Dialogue }
  | { readonly of: 'recording'; readonly seconds: number }
  | { readonly of: 'transfer'; readonly attemptId: string; readonly result: TransferResult; readonly seconds: number }
  | { readonly of: 'inboundCall' }
  | { readonly of: 'callsBack' }
);
type StatusAt = {
  readonly status: CallStatus;
  readonly answeredBy: AnsweredBy;
  readonly seconds: number | null;
  readonly errorCode: string | null;
};

/** How the call ends, by all that is known now. */
export type End = StatusAt & { readonly afterMs: number };
export type Course = { readonly moments: readonly Moment[]; readonly end: End };

/** An open call waits so long for what the product does next, and a caller for an answer. Seconds. */
export const patience = { hold: 30, inbound: 20 };
/** Machines do not think faster because people are played faster: they are given at least so long. Milliseconds. */
const leastPatienceMs = 20_000;
/** As little as that, a product that is hurried still has to notice. */
const leastCallBackMs = 1_500;
/** Twilio's code for a connection that failed. */
const failedCode = '31005';

/** A call being played through. */
export type Walk = {
  readonly seed: string;
  readonly timing: Mood['timing'];
  readonly story: Story;
  readonly phone: Phone;
  /** When the product hangs up. */
  readonly cut: number;
  readonly moments: Moment[];
};

/** What became of handing the call over. */
export function passOn(
  walk: Walk,
  afterMs: number,
  { attemptId }: Transfer,
  what: { readonly result: TransferResult; readonly seconds: number },
): void {
  walk.moments.push({ of: 'transfer', afterMs, settled: true, attemptId, ...what });
}

/** The call is over; what else comes of it follows. */
export function ended(
  walk: Walk,
  afterMs: number,
  how: CallStatus,
  { answeredBy = null, seconds = 0, settled = true }: Partial<StatusAt> & { readonly settled?: boolean } = {},
): End {
  const errorCode = how === 'failed' ? failedCode : null;
  const end: End = { afterMs, status: how, answeredBy, seconds, errorCode };
  walk.moments.push({ of: 'status', settled, ...end });
  const later = (what: string, least: number, most: number) => ({
    settled,
    afterMs: afterMs + real(walk, draw(walk, what, least, most)),
  });
  if (walk.story.attempt?.spoken.record && seconds)
    walk.moments.push({ of: 'recording', ...later('recording', 2, 8), seconds });
  if (walk.phone.callsBack && (how === 'busy' || how === 'no-answer'))
    walk.moments.push({ of: 'callsBack', settled, afterMs: afterMs + callsBackAfter(walk) });
  return end;
}

/** Nobody calls back before the product can have heard that its own call came to nothing. Milliseconds. */
function callsBackAfter(walk: Walk): number {
  return Math.max(real(walk, draw(walk, 'callsBack', 30, 600)), walk.timing === 'instant' ? 0 : leastCallBackMs);
}

/** A status on the way to the end; none comes any more when the product has hung up. */
export function status(walk: Walk, afterMs: number, how: CallStatus): void {
  if (afterMs > walk.cut) return;
  const known = { status: how, answeredBy: null, seconds: null, errorCode: null };
  walk.moments.push({ of: 'status', afterMs, settled: true, ...known });
}

/** A number between the two, the same for the same attempt and person. */
export function draw({ seed, story }: Walk, what: string, least: number, most: number): number {
  const whose = story.attempt?.attemptId ?? story.providerId;
  return least + (most - least) * dice(`${seed} ${whose} ${story.person} ${what}`)();
}

/** Milliseconds that so many seconds of human time take here. */
export function real({ timing, story }: Walk, seconds: number): number {
  return (seconds * 1_000) / haste(timing, story.timeScale);
}

/** Milliseconds for which somebody waits for the product. */
export function waits({ story }: Walk, seconds: number): number {
  return Math.max((seconds * 1_000) / story.timeScale, leastPatienceMs);
}

/** Seconds of human time in so many milliseconds, at most as many as were foreseen. */
export function human({ timing, story }: Walk, ms: number, most: number): number {
  return timing === 'instant' ? 0 : Math.min(Math.round((ms * story.timeScale) / 1_000), most);
}
