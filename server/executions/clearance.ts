import type { Instant } from '#contracts/kernel/event';
import { advance } from '#contracts/row/advance';
import type { AttemptIntended, CallIntended, RowEvent } from '#contracts/row/events';
import { isWindowOpen } from '#contracts/row/gate';
import type { Hold } from '#contracts/row/input';
import type { Asking } from './pace.ts';
import type { RunTables } from './run-tables.ts';
import { factual, settle, type Prepared, type Verdict, type Work } from './work.ts';

type Parts = { readonly tables: RunTables; readonly now: () => Instant };

/**
 * Those of a round that may go on now. Who would contact somebody faster than is allowed, or whom another row is
 * contacting, waits: what only tells what has happened is applied with the wait in it, the rest is left for later.
 */
export async function clear(
  parts: Parts,
  prepared: readonly Prepared[],
  verdicts: Map<Work, Verdict>,
): Promise<readonly Prepared[]> {
  return guard(parts, await pace(parts, prepared, verdicts), verdicts);
}

/** Lets nobody be contacted faster than the channel, the person and the sender's limits allow. */
async function pace(
  { tables, now }: Parts,
  prepared: readonly Prepared[],
  verdicts: Map<Work, Verdict>,
): Promise<readonly Prepared[]> {
  const asking = prepared.flatMap((each): (Asking & { readonly of: Prepared })[] => {
    const intent = each.run.execution.started.settings.pacing === 'none' ? undefined : intentOf(each.events);
    const channel = each.run.channels.find(({ channelId }) => channelId === intent?.data.channelId);
    if (!intent || !channel || (intent.type === 'CallIntended' && intent.data.direction === 'inbound')) return [];
    const initiates = intent.type === 'AttemptIntended' && !isWindowOpen(each.context, channel.channelId);
    const { timeScale } = each.context.settings;
    return [{ of: each, channel, contactId: intent.data.contactId, initiates, timeScale }];
  });
  if (asking.length === 0) return prepared;
  const answers = await tables.askPace(now(), asking);
  const paceOf = new Map(asking.map((each, i) => [each.of, answers[i]]));
  return prepared.flatMap((each) => {
    const answer = paceOf.get(each);
    if (!answer || answer.pace === 'go') return [each];
    if (answer.pace === 'hold') return [held(each, answer.hold)];
    if (factual.has(each.input.kind)) return [held(each, { reason: 'ChannelRate', until: answer.until })];
    return settle(verdicts, each.work, { until: answer.until });
  });
}

/** The same once more, knowing that the contact it led to has to wait. */
function held(prepared: Prepared, hold: Hold): Prepared {
  const context = { ...prepared.context, hold };
  return { ...prepared, context, events: advance(prepared.fold.row, prepared.input, context) };
}

/** Who is about to be written to or called. */
function intentOf(events: readonly RowEvent[]): AttemptIntended | CallIntended | undefined {
  return events.find((event) => event.type === 'AttemptIntended' || event.type === 'CallIntended');
}

/** How long somebody waits whom another row is contacting at this moment. Milliseconds. */
const busyMs = 2_000;

const kinds = { AttemptIntended: 'message', CallIntended: 'call', TransferIntended: 'transfer' } as const;

/** Lets only those contact a person whom no other row is contacting through the same channel. */
async function guard(
  { tables, now }: Parts,
  prepared: readonly Prepared[],
  verdicts: Map<Work, Verdict>,
): Promise<readonly Prepared[]> {
  const intents = prepared.flatMap(
    ({ events }) => intentOf(events) ?? events.find((event) => event.type === 'TransferIntended') ?? [],
  );
  if (intents.length === 0) return prepared;
  const guards = intents.map(({ type, data: { channelId, contactId, attemptId, rowId, executionId } }) => ({
    ...{ channelId, contactId, attemptId, rowId, executionId },
    kind: kinds[type],
  }));
  const mine = await tables.guard(guards, now());
  return prepared.flatMap((each) => {
    const intent = intentOf(each.events);
    if (!intent || mine.has(intent.data.attemptId)) return [each];
    if (!factual.has(each.input.kind)) return settle(verdicts, each.work, 'later');
    const until = new Date(Date.parse(now()) + busyMs).toISOString();
    return [held(each, { reason: 'ContactBusy', until })];
  });
}
