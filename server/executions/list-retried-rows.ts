import type { ExecutionEvent, ExecutionRowsListed, ExecutionStarted } from '#contracts/execution/events';
import type { Instant } from '#contracts/kernel/event';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';
import type { Facts } from './facts.ts';
import { listedRowsStream } from './row-source.ts';

type Parts = {
  readonly log: Log;
  readonly facts: Facts;
  /** Numbers of the rows of a run that failed, in order. */
  readonly failedRowsOf: (executionId: string) => Promise<readonly number[]>;
  readonly now: () => Instant;
};

/** Rows in one part of the list. */
const partSize = 5_000;

/**
 * Writes down which rows a run tries again: the failed ones of an earlier run, in their order. The earlier run has ended,
 * so that the list is the same whenever it is made. Returns how many they are.
 */
export async function listRetriedRows(
  parts: Parts,
  { executionId }: Pick<ExecutionStarted['data'], 'executionId'>,
  retryOf: string,
): Promise<number> {
  const { log, failedRowsOf, now } = parts;
  const placeOf = await placesIn(parts, retryOf);
  const rows = await failedRowsOf(retryOf);
  for (let part = 0; part * partSize < rows.length; part += 1) {
    const numbers = rows.slice(part * partSize, (part + 1) * partSize);
    const listed = await Promise.all(numbers.map(placeOf));
    const event: ExecutionRowsListed = { type: 'ExecutionRowsListed', data: { executionId, part, rows: listed } };
    const stream = listedRowsStream(executionId, part);
    const provenance = { commandId: `list ${stream}`, correlationId: executionId, by: 'system:runner', at: now() };
    await log.append(stream, 'no-stream', [event], provenance).catch((error: unknown) => {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    });
  }
  return rows.length;
}

/** Finds where in the data set the n-th row of a run stands, by what the run has admitted. */
async function placesIn(
  { log, facts }: Parts,
  executionId: string,
): Promise<(n: number) => Promise<readonly [chunk: number, offset: number]>> {
  const history = (await log.read(`execution-${executionId}`)).map(({ event }) => event as ExecutionEvent);
  const started = history.find((event) => event.type === 'ExecutionStarted');
  if (!started) throw new Error(`Listing the failed rows of ${executionId}: its stream has not begun.`);
  let first = 0;
  const slices = history.flatMap((event) => (event.type === 'BatchAdmitted' ? event.data.slices : []));
  const ranges = slices.map((slice) => {
    const range = { ...slice, first };
    first += slice.count;
    return range;
  });
  return async (n) => {
    const range = ranges[indexOf(ranges, n)];
    const place = range && (await facts.rowSource.placeOf(started.data, range.chunk, range.offset + n - range.first));
    if (!place) throw new Error(`Listing the failed rows of ${executionId}: it never admitted a row ${n}.`);
    return place;
  };
}

/** The last range that begins at or before `n`; -1 when there is none. */
function indexOf(ranges: readonly { readonly first: number }[], n: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.first ?? Infinity) <= n) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
