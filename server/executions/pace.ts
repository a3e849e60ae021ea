import type { Instant } from '#contracts/kernel/event';
import type { Hold } from '#contracts/row/input';
import type { RunChannel } from './facts.ts';

/** Somebody is about to be contacted through a channel. */
export type Asking = {
  readonly channel: RunChannel;
  readonly contactId: string;
  /** Outside an open window, so that it counts against the sender's limit of new contacts. */
  readonly initiates: boolean;
  readonly timeScale: number;
};

/** go: at once. hold: the person or the sender's limit does not allow it. wait: the channel is not free before then. */
export type Pace =
  | { readonly pace: 'go' }
  | { readonly pace: 'hold'; readonly hold: Hold }
  | { readonly pace: 'wait'; readonly until: Instant };

/** When a channel may be used next, and the day to which those were put off who would have been one too many. */
export type KeptPace = { readonly nextAt: Instant; readonly bookedAt: Instant | null; readonly booked: number };

/** When a person was last contacted through a channel; `firstAt`: when they were last a new contact of its day. */
export type Contacted = { readonly at: Instant; readonly firstAt: Instant | null };

/** What is known of a channel when people are to be contacted through it. */
export type PacedChannel = {
  /** Null: it was never used. */
  readonly kept: KeptPace | null;
  /** Those of the people asked about who were contacted before. */
  readonly contacts: ReadonlyMap<string, Contacted>;
  /** How many people were new contacts within the last 24 hours, and the first of those instants. */
  readonly newcomers: { readonly count: number; readonly oldest: Instant | null };
};

/** Who is contacted, and what is to be remembered of it. */
export type Paced = {
  readonly paces: readonly Pace[];
  readonly kept: KeptPace;
  readonly went: readonly { readonly contactId: string; readonly isNew: boolean }[];
};

/** About one message in so long to one person (WhatsApp's pair rate limit, Meta: throughput). Milliseconds. */
const pairMs = 6_000;
export const dayMs = 86_400_000;
/** What a channel was not used within may be made good, so that its rate is kept although rounds come at intervals. Milliseconds. */
const burstMs = 250;

/**
 * Who of those that ask, in their order, may be contacted through a channel now: it is used no faster than its rate,
 * nobody more often than every six seconds, and no more new contacts are made in any 24 hours than the sender may make.
 */
export function paceChannel(
  channel: RunChannel,
  asked: readonly Asking[],
  { kept, contacts: known, newcomers: recent }: PacedChannel,
  now: number,
): Paced {
  const contacts = new Map(known);
  const newcomers = createNewcomers(channel, kept, recent, now);
  const from = Math.max(kept ? Date.parse(kept.nextAt) : 0, now - burstMs);
  const turns = createTurns(from, now, channel.perSecond);
  const went: { contactId: string; isNew: boolean }[] = [];
  const paces = asked.map(({ contactId, initiates, timeScale }): Pace => {
    const last = contacts.get(contactId);
    const firstAt = last?.firstAt ?? null;
    const isNew = initiates && (firstAt === null || Date.parse(firstAt) <= now - dayMs);
    const free = last ? Date.parse(last.at) + pairMs / timeScale : -Infinity;
    const hold = tooSoon(free, now) ?? (isNew ? newcomers.tooMany() : null);
    if (hold) return { pace: 'hold', hold };
    const turn = turns.take();
    if (turn.pace !== 'go') return turn;
    if (isNew) newcomers.add();
    contacts.set(contactId, { at: iso(now), firstAt: isNew ? iso(now) : firstAt });
    went.push({ contactId, isNew });
    return turn;
  });
  return { paces, kept: { nextAt: iso(turns.nextAt()), ...newcomers.bookings() }, went };
}

/** A person was contacted only just now. */
function tooSoon(free: number, now: number): Hold | null {
  return free > now ? { reason: 'PairRate', until: iso(free) } : null;
}

/** Lets through as many as the channel has turns for by now, and tells the others when theirs will be. */
function createTurns(from: number, now: number, perSecond: number) {
  const everyMs = 1000 / perSecond;
  let nextAt = from;
  let waiting = 0;
  return {
    take(): Pace {
      if (nextAt > now) {
        waiting += 1;
        return { pace: 'wait', until: iso(nextAt + (waiting - 1) * everyMs) };
      }
      nextAt += everyMs;
      return { pace: 'go' };
    },
    nextAt: (): number => nextAt,
  };
}

/**
 * The people a sender wrote to first within the last 24 hours. Whoever would be one too many is put off to the day on
 * which there is room, as many a day as the sender may write to, so that not all of them wake up for the same places.
 */
function createNewcomers(
  { newContactsPerDay }: RunChannel,
  kept: KeptPace | null,
  recent: PacedChannel['newcomers'],
  now: number,
) {
  const limit = newContactsPerDay ?? Infinity;
  let count = recent.count;
  const room = Date.parse(recent.oldest ?? iso(now)) + dayMs;
  let bookedAt = Date.parse(kept?.bookedAt ?? iso(0));
  let booked = kept?.booked ?? 0;
  return {
    add: (): void => {
      count += 1;
    },
    tooMany: (): Hold | null => {
      if (count < limit) return null;
      if (bookedAt <= now) [bookedAt, booked] = [Math.max(room, now + 1), 0];
      else if (booked >= limit) [bookedAt, booked] = [bookedAt + dayMs, 0];
      booked += 1;
      return { reason: 'NewContactsLimit', until: iso(bookedAt) };
    },
    bookings: () => ({ bookedAt: iso(bookedAt), booked }),
  };
}

function iso(ms: number): Instant {
  return new Date(Math.ceil(ms)).toISOString();
}
