import type { ChannelKind } from '#contracts/channel/events';

/** The id of the stream in which it is decided whose number this is; `idOf` makes a pseudonym of it, so that no stream name shows it. */
export function numberIdOf(idOf: (value: string) => string, kind: ChannelKind, number: string): string {
  return idOf(`${kind} ${number}`);
}
