import { ownNumber } from '#contracts/channel/number';
import type { ChannelEvent, ChannelKind, ChannelRegistered, NumberEvent } from '#contracts/channel/events';
import { streamOf } from '#contracts/kernel/decider';
import type { Log } from '#server/engine/log/log';
import { numberIdOf } from './number-id.ts';

/** What is known is asked again after this long. Milliseconds. */
const knownForMs = 5_000;

type Parts = {
  readonly log: Log;
  readonly idOf: (value: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * Finds the channel behind one of the organisation's own numbers, or null when it never was one of this provider's. The
 * log is asked, for an answer may come before any read table knows of the number; also a number that was given up keeps
 * its last channel, since whoever writes STOP to it has to be heard. Every inbound message asks, so what was found is
 * kept for a moment.
 */
export function channelsByNumber({
  log,
  idOf,
  now,
}: Parts): (kind: ChannelKind, provider: string, number: string) => Promise<string | null> {
  const known = new Map<string, { readonly channelId: string; readonly until: number }>();

  const find = async (kind: ChannelKind, provider: string, number: string): Promise<string | null> => {
    const owners = await log.read(streamOf(ownNumber.category, numberIdOf(idOf, kind, number)));
    const assigned = owners.map(({ event }) => event as NumberEvent).findLast(({ type }) => type === 'NumberAssigned');
    if (!assigned) return null;
    const { channelId } = assigned.data;
    const events = (await log.read(`channel-${channelId}`)).map(({ event }) => event as ChannelEvent);
    const registered = events.find((event): event is ChannelRegistered => event.type === 'ChannelRegistered');
    return registered?.data.provider === provider ? channelId : null;
  };

  return async (kind, provider, number) => {
    const key = `${kind} ${provider} ${number}`;
    const kept = known.get(key);
    if (kept && kept.until > now()) return kept.channelId;
    const channelId = await find(kind, provider, number);
    if (channelId !== null) known.set(key, { channelId, until: now() + knownForMs });
    return channelId;
  };
}
