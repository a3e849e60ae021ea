import { channel, type ChannelCommand } from '#contracts/channel/channel';
import type { ChannelRegistered } from '#contracts/channel/events';
import { ownNumber } from '#contracts/channel/number';
import type { Outcome } from '#contracts/kernel/command';
import type { Provenance } from '#contracts/kernel/event';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';
import { numberIdOf } from './number-id.ts';

type Parts = {
  readonly log: Log;
  /** A pseudonym of a number, so that no stream name shows it. */
  readonly idOf: (value: string) => string;
};

/**
 * Asks a channel. One that is registered gets its number first, which no other channel of its kind may have; one that is
 * removed gives it back.
 */
export async function askChannel(
  { log, idOf }: Parts,
  id: string,
  command: ChannelCommand,
  provenance: Provenance,
): Promise<Outcome> {
  const ask = (): Promise<Outcome> => handleCommand({ log, decider: channel, id, command, provenance });
  const history = await log.read(`channel-${id}`);
  if (command.type === 'RegisterChannel' && history.length === 0) {
    const { kind, number } = command.data;
    const about = { log, decider: ownNumber, id: numberIdOf(idOf, kind, number) };
    const assigned = await handleCommand({
      ...about,
      command: { type: 'AssignNumber', data: { channelId: id } },
      provenance,
    });
    if (assigned.outcome !== 'accepted') return assigned;
    const outcome = await ask();
    if (outcome.outcome !== 'accepted')
      await handleCommand({
        ...about,
        command: { type: 'ReleaseNumber', data: { channelId: id } },
        provenance: { ...provenance, commandId: `${provenance.commandId} release` },
      });
    return outcome;
  }
  const outcome = await ask();
  if (command.type !== 'RemoveChannel' || outcome.outcome !== 'accepted') return outcome;
  const registered = history.find(({ event }) => event.type === 'ChannelRegistered')?.event.data as
    Pick<ChannelRegistered['data'], 'kind' | 'number'> | undefined;
  if (registered)
    await handleCommand({
      ...{ log, decider: ownNumber, id: numberIdOf(idOf, registered.kind, registered.number) },
      command: { type: 'ReleaseNumber', data: { channelId: id } },
      provenance: { ...provenance, commandId: `${provenance.commandId} release` },
    });
  return outcome;
}
