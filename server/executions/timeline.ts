import { callStatuses } from '#contracts/callback/call-status';
import { callbackStream, type Told } from '#contracts/callback/callback';
import { messageStatuses } from '#contracts/callback/status';
import { personalFields } from '#contracts/registry';
import type { Recorded } from '#contracts/kernel/event';
import type { Log } from '#server/engine/log/log';

/** One thing that happened to a row, as a reader may see it. */
export type Moment = {
  readonly at: string;
  readonly type: string;
  readonly by: string;
  readonly data: Record<string, unknown>;
};

const masked = '•••';

/** What a carrier may tell of each kind of attempt. */
const toldOf: Readonly<Record<string, readonly Told[]>> = {
  AttemptIntended: messageStatuses,
  CallIntended: [...callStatuses, 'dialogue', 'recording'],
  TransferIntended: ['transfer'],
};

/** Everything that happened to a row, its messages and its calls, oldest first; personal data masked unless it may be read. */
export async function timelineOf(log: Log, rowId: string, mayReadPersonal: boolean): Promise<readonly Moment[]> {
  const history = await log.read(`row-${rowId}`);
  const callbacks = await log.readMany(
    history.flatMap(({ event }) =>
      (toldOf[event.type] ?? []).map((told) => callbackStream((event.data as { attemptId: string }).attemptId, told)),
    ),
  );
  const all = [...history, ...[...callbacks.values()].flat()].toSorted((left, right) =>
    left.at === right.at ? log.compare(left.position, right.position) : left.at < right.at ? -1 : 1,
  );
  return all.map((recorded) => momentOf(recorded, mayReadPersonal));
}

function momentOf({ at, by, event }: Recorded, open: boolean): Moment {
  const hidden = new Set((personalFields[event.type] ?? []).flatMap(({ fields }) => fields));
  const entries = Object.entries(event.data as Record<string, unknown>);
  const data = Object.fromEntries(
    entries.map(([name, value]) => [name, open || !hidden.has(name) ? value : mask(value)]),
  );
  return { at, by, type: event.type, data };
}

/** The end of a number stays, so that a person can recognise it; everything else goes. */
function mask(value: unknown): unknown {
  if (value === null || value === '') return value;
  return typeof value === 'string' && /^\+\d{6,}$/.test(value) ? `${masked}${value.slice(-2)}` : masked;
}
