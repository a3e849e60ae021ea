import { chunkStream } from '#contracts/data-set/data-set';
import { personalFields } from '#contracts/registry';
import { keysOf, type LentKeys } from '#server/engine/log/key-ring';
import { boundTo, cutOut } from '#server/engine/log/sealing';
import type { Chunk } from './chunk-rows.ts';

export const chunkType = 'DataSetRowsImported';

/** How many rows of a chunk became what. */
export type ChunkTally = {
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
};

/** A chunk as it is stored, and what has to be known of it afterwards. */
export type SealedChunk = { readonly chunk: number; readonly json: string; readonly tally: ChunkTally };

export type LendKeys = (subjects: readonly string[]) => Promise<LentKeys>;

/** Chunks whose keys are asked for at once: while they are made durable, the next are read. */
const keysAhead = 4;
const personal = personalFields[chunkType] ?? [];

/** The same chunks in the same order, the people in them sealed under their own keys. */
export async function* sealedChunks(chunks: AsyncIterable<Chunk>, lend: LendKeys): AsyncGenerator<SealedChunk> {
  const waiting: Promise<SealedChunk>[] = [];
  for await (const chunk of chunks) {
    const sealing = sealChunk(chunk, lend);
    // Its fault is told when its turn comes; until then nobody awaits it.
    sealing.catch(() => undefined);
    waiting.push(sealing);
    const first = waiting.length >= keysAhead ? waiting.shift() : undefined;
    if (first) yield await first;
  }
  for (const sealing of waiting) yield await sealing;
}

async function sealChunk(chunk: Chunk, lend: LendKeys): Promise<SealedChunk> {
  const { chunk: number, dataSetId } = chunk;
  const tally = tallyOf(chunk);
  const waiting = cutOut(chunk, personal);
  const subjects = [...new Set(waiting.subjects)];
  const keys = keysOf(subjects, await lend(subjects));
  const sealed = waiting.sealed(keys, boundTo(chunkStream(dataSetId, number), chunkType));
  return { chunk: number, json: JSON.stringify(sealed), tally };
}

export function tallyOf({ accepted, rejected, duplicates }: Chunk): ChunkTally {
  const rejectedByCode: Record<string, number> = {};
  for (const { code } of rejected) rejectedByCode[code] = (rejectedByCode[code] ?? 0) + 1;
  return {
    ...{ accepted: accepted.length, rejected: rejected.length, duplicates: duplicates.length },
    rejectedByCode,
  };
}
