import type { Transaction } from 'kysely';
import type { CallResult } from '#contracts/callback/call-status';
import type { FailureClass } from '#contracts/row/failure-class';
import { load, save } from './fold-into.ts';

/** How an attempt came out, as far as it says something about the channel. */
export type Outcome = 'delivered' | Exclude<CallResult, 'failed'> | FailureClass;

/** What the carrier last said about one attempt; `code` is its own, of failures. */
export type Word = {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly channelId: string;
  readonly at: string;
  readonly number: number;
};

export type ChannelHealthRow = {
  readonly channel_id: string;
  readonly state: ChannelState;
  /** Outcomes of the last attempts, oldest first. */
  readonly recent: readonly Outcome[];
  /** How many of them are the channel's own trouble. */
  readonly recent_trouble: number;
  readonly attempts: number;
  readonly last_failure: FailureClass | null;
  readonly last_failure_code: string | null;
  readonly last_failed_at: string | null;
  readonly last_reached_at: string | null;
  readonly position: number;
};

export type ChannelState = 'ok' | 'degraded' | 'failing';

/** How many of a channel's last attempts its state is told from. */
export const recentAttempts = 50;

export const channelHealthDdl = `
create table channel_health(
  channel_id uuid primary key,
  state text not null,
  recent json not null,
  recent_trouble int not null,
  attempts int not null,
  last_failure text,
  last_failure_code text,
  last_failed_at timestamptz,
  last_reached_at timestamptz,
  position bigint not null);
comment on table channel_health is 'How well a channel works, told from its last ${recentAttempts} attempts that came out: of them rateLimited, configuration, carrier and unknown are its own trouble. failing: at least 5 and half of them; degraded: at least 2 and a tenth of them; else ok.';`;

/** Failures that are the channel's or the account's; all others are about the person or the text. */
const trouble: ReadonlySet<Outcome> = new Set<Outcome>(['rateLimited', 'configuration', 'carrier', 'unknown']);
const reached: ReadonlySet<Outcome> = new Set<Outcome>(['delivered', 'answered', 'voicemail', 'busy', 'noAnswer']);

export function stateOf(recent: readonly Outcome[]): ChannelState {
  const troubled = recent.filter((outcome) => trouble.has(outcome)).length;
  if (troubled >= 5 && troubled * 2 >= recent.length) return 'failing';
  return troubled >= 2 && troubled * 10 >= recent.length ? 'degraded' : 'ok';
}

/** A channel's health after one more attempt of it came out. */
export function evolveHealth(row: ChannelHealthRow | undefined, word: Word): ChannelHealthRow {
  const { outcome, code, channelId, at, number } = word;
  const before = row ?? { ...unheardOf, channel_id: channelId };
  const recent = [...before.recent, outcome].slice(-recentAttempts);
  return {
    ...before,
    ...{ recent, state: stateOf(recent), recent_trouble: recent.filter((each) => trouble.has(each)).length },
    ...{ attempts: before.attempts + 1, position: number },
    ...(isFailure(outcome)
      ? { last_failure: outcome, last_failure_code: code, last_failed_at: at }
      : { last_reached_at: at }),
  };
}

const unheardOf = {
  ...{ state: 'ok', recent: [], recent_trouble: 0, attempts: 0 },
  ...{ last_failure: null, last_failure_code: null, last_failed_at: null, last_reached_at: null },
} as const;

function isFailure(outcome: Outcome): outcome is FailureClass {
  return !reached.has(outcome);
}

/** Brings the health of the channels up to date with what was heard in a batch; returns which they are. */
export async function saveHealth(tx: Transaction<unknown>, words: readonly Word[]): Promise<readonly string[]> {
  const channelIds = [...new Set(words.map(({ channelId }) => channelId))];
  const rows = await load<ChannelHealthRow>(tx, 'channel_health', 'channel_id', channelIds);
  for (const word of words) rows.set(word.channelId, evolveHealth(rows.get(word.channelId), word));
  await save(tx, 'channel_health', 'channel_id', [...rows.values()]);
  return channelIds;
}
