import type { Command, Outcome } from '#contracts/kernel/command';
import { isRefusal } from '#contracts/kernel/command';
import { fold, streamOf, type Decider } from '#contracts/kernel/decider';
import type { Event, Provenance, Recorded } from '#contracts/kernel/event';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';

type Parts<S, C extends Command, E extends Event> = {
  readonly log: Log;
  readonly decider: Decider<S, C, E>;
  readonly id: string;
  readonly command: C;
  readonly provenance: Provenance;
};

const tries = 6;

/**
 * Asks one thing of one kind: read, fold, already answered?, decide, append at the exact revision. A conflict is
 * decided again on fresh knowledge; after an unknown outcome the stream itself says whether it landed.
 */
export async function handleCommand<S, C extends Command, E extends Event>(parts: Parts<S, C, E>): Promise<Outcome> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const outcome = await tryOnce(parts);
    if (outcome) return outcome;
  }
  return {
    outcome: 'conflict',
    sentence: `${parts.decider.category} ${parts.id} was changed ${tries} times meanwhile; look at it again and repeat.`,
  };
}

async function tryOnce<S, C extends Command, E extends Event>({
  log,
  decider,
  id,
  command,
  provenance,
}: Parts<S, C, E>): Promise<Outcome | null> {
  const stream = streamOf(decider.category, id);
  const history = (await log.read(stream)) as readonly Recorded<E>[];
  const answered = history.findLast((recorded) => recorded.commandId === provenance.commandId);
  if (answered) return { outcome: 'accepted', stream, revision: answered.revision };
  const state = fold(
    decider,
    history.map((recorded) => recorded.event),
  );
  const decision = decider.decide(command, state, provenance);
  if (isRefusal(decision)) return { outcome: 'refused', ...decision };
  const last = history.length - 1;
  if (decision.length === 0) return { outcome: 'accepted', stream, revision: last };
  try {
    const { revision } = await log.append(stream, last < 0 ? 'no-stream' : last, decision, provenance);
    return { outcome: 'accepted', stream, revision };
  } catch (error) {
    if (error instanceof WrongExpectedRevision || error instanceof AppendOutcomeUnknown) return null;
    throw error;
  }
}
