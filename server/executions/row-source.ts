import type { DataSetRowsImported, AcceptedRow } from '#contracts/data-set/events';
import type { ExecutionRowsListed, ExecutionStarted } from '#contracts/execution/events';
import type { Log } from '#server/engine/log/log';

type Chunk = (dataSetId: string, number: number) => Promise<DataSetRowsImported['data'] | null>;
type Run = Pick<ExecutionStarted['data'], 'executionId' | 'dataSetId' | 'retryOf'>;

/** The stream of one part of the rows that a run tries again. */
export function listedRowsStream(executionId: string, part: number): string {
  return `executionRows-${executionId}_${part}`;
}

/**
 * Finds a run's rows by part and offset: a part is a chunk of its data set, or, where a run tries failed rows again, a
 * part of the list of them.
 */
export function createRowSource(log: Log, chunk: Chunk) {
  const lists = new Map<string, ExecutionRowsListed['data']['rows']>();

  const listed = async (executionId: string, part: number): Promise<ExecutionRowsListed['data']['rows'] | null> => {
    const stream = listedRowsStream(executionId, part);
    const known = lists.get(stream);
    if (known) return known;
    const [recorded] = await log.read(stream);
    if (!recorded) return null;
    const { rows } = (recorded.event as ExecutionRowsListed).data;
    lists.set(stream, rows);
    for (const oldest of lists.keys()) {
      if (lists.size <= 24) break;
      lists.delete(oldest);
    }
    return rows;
  };

  return {
    /** How many rows a part holds; null behind the last one. */
    async sizeOf({ executionId, dataSetId, retryOf }: Run, part: number): Promise<number | null> {
      if (retryOf !== null) return (await listed(executionId, part))?.length ?? null;
      return (await chunk(dataSetId, part))?.accepted.length ?? null;
    },
    /** Where a row stands in the data set: its chunk, and its place among the accepted rows. */
    async placeOf(
      { executionId, retryOf }: Run,
      part: number,
      offset: number,
    ): Promise<readonly [number, number] | null> {
      return retryOf === null ? [part, offset] : ((await listed(executionId, part))?.[offset] ?? null);
    },
    async rowAt(run: Run, part: number, offset: number): Promise<AcceptedRow | null> {
      const place = await this.placeOf(run, part, offset);
      return place ? ((await chunk(run.dataSetId, place[0]))?.accepted[place[1]] ?? null) : null;
    },
  };
}

export type RowSource = ReturnType<typeof createRowSource>;
