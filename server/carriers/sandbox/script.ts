import { createHash } from 'node:crypto';
import type { Callback } from '#contracts/callback/callback';
import type { OutboundMessage } from '#contracts/carrier';

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

/** A message that the sandbox took. */
export type Taken = { readonly providerId: string; readonly at: string; readonly message: OutboundMessage };

/** Somebody of the sandbox calls one of our numbers. */
export type Ring = { readonly from: string; readonly to: string; readonly timeScale: number };

/**
 * Something that is to come, and how long after the message or call it comes; `key` names it for ever. Either the
 * product is told, or somebody calls it. Milliseconds.
 */
export type Cue = { readonly key: string; readonly afterMs: number; readonly early: boolean } & (
  { readonly callback: Callback } | { readonly ring: Ring }
);

/** At once is human time, shortened so much that nobody notices: the order of things stays. */
const atOnce = 1_000_000;

/** What human time is divided by. */
export function haste(timing: Mood['timing'], timeScale: number): number {
  return timing === 'instant' ? atOnce : timeScale;
}

/** A status that is very late comes so much later. Milliseconds of human time. */
const lateMs = { least: 3_600_000, most: 6 * 3_600_000 };
/** How far a word that carries content strays from its place. Milliseconds of human time. */
const strayMs = 5_000;

type Told = Extract<Cue, { callback: Callback }>;

/**
 * A cue with its mishaps: none, one or two cues. Only statuses are lost or very late, for providers repeat what carries
 * content. What may still turn out otherwise (not `settled`) is never told before its time.
 */
export function disturbed(
  cue: Cue,
  { disturbances, timing }: Mood,
  chance: () => number,
  { timeScale, settled }: { readonly timeScale: number; readonly settled: boolean },
): readonly Cue[] {
  if (!('callback' in cue)) return [cue];
  const moved = isStatus(cue) ? statusMoved(cue, disturbances, chance, haste(timing, timeScale)) : cue.afterMs;
  if (moved === null) return [];
  const [reorder, early, duplicate] = [chance(), chance(), chance()];
  const strays = !isStatus(cue) && reorder < disturbances.reorder;
  const strayed = strays ? moved + ((chance() * 2 - 1) * strayMs) / haste(timing, timeScale) : moved;
  const afterMs = Math.max(strayed, settled ? 0 : cue.afterMs);
  const heard = { ...cue, afterMs, early: cue.early || (settled && early < disturbances.early) };
  if (duplicate >= disturbances.duplicate) return [heard];
  return [heard, { ...heard, key: `${heard.key} again`, afterMs: afterMs * (1 + chance()) }];
}

function isStatus({ callback }: Told): boolean {
  return callback.kind === 'status' || callback.kind === 'callStatus';
}

/** When a status comes that may be hours late, or come before what it follows; null: never. */
function statusMoved({ afterMs }: Told, disturb: Disturbances, chance: () => number, haste: number): number | null {
  const [lost, late, reorder] = [chance(), chance(), chance()];
  if (lost < disturb.lost) return null;
  const lateness = late < disturb.late ? (lateMs.least + chance() * (lateMs.most - lateMs.least)) / haste : 0;
  return afterMs * (reorder < disturb.reorder ? chance() * 2 : 1) + lateness;
}

/** An id in the shape of Twilio's: of a message, a call or a recording. */
export function sidOf(prefix: 'SM' | 'CA' | 'RE', text: string): string {
  return `${prefix}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

/** Numbers from 0 to 1, the same for the same text (xorshift over its hash). */
export function dice(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32BE(0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
