import type { KeyObject } from 'node:crypto';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { DataSetUploaded } from '#contracts/data-set/events';
import type { LentKeys } from '#server/engine/log/key-ring';
import { subjectIds } from '#server/engine/log/subject-ids';
import { chunksOf, type ReadFrom } from './chunk-rows.ts';
import { IdSet } from './id-set.ts';
import { sealedChunks, type SealedChunk } from './sealed-chunks.ts';

/** What the thread is given to begin with. */
export type ThreadOrder = {
  readonly file: DataSetUploaded['data'];
  readonly from: ReadFrom;
  /** The cells of an `IdSet`. */
  readonly seen: Uint32Array<ArrayBuffer>;
  readonly secret: KeyObject;
};
/** What it is told: a piece of the file, null behind the last one; keys; or that one more chunk may come. */
export type ToThread = { readonly piece: Uint8Array | null } | { readonly keys: LentKeys } | { readonly taken: true };
/** What it tells: it wants a piece, or keys, and is answered in that order; here is a chunk; that was all. */
export type FromThread =
  | { readonly wants: 'piece' }
  | { readonly wants: 'keys'; readonly of: readonly string[] }
  | { readonly chunk: SealedChunk }
  | { readonly done: true };

/** Chunks that may wait to be taken. */
export const chunksAhead = 6;

/** Reads and seals rows beside the main thread, which meanwhile appends the chunks before. */
async function work(port: MessagePort, { file, from, seen, secret }: ThreadOrder): Promise<void> {
  const pieces: ((piece: Uint8Array | null) => void)[] = [];
  const keys: ((keys: LentKeys) => void)[] = [];
  const turns: (() => void)[] = [];
  let ahead = 0;
  port.on('message', (message: ToThread) => {
    if ('piece' in message) pieces.shift()?.(message.piece);
    else if ('keys' in message) keys.shift()?.(message.keys);
    else {
      ahead -= 1;
      turns.shift()?.();
    }
  });
  const tell = (message: FromThread): void => port.postMessage(message);
  const next = (): Promise<Uint8Array | null> =>
    new Promise((resolve) => {
      pieces.push(resolve);
      tell({ wants: 'piece' });
    });
  const lend = (of: readonly string[]): Promise<LentKeys> =>
    new Promise((resolve) => {
      keys.push(resolve);
      tell({ wants: 'keys', of });
    });
  async function* asked(): AsyncGenerator<Buffer> {
    for (let piece = await next(); piece; piece = await next())
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  }
  const chunks = chunksOf(asked(), { file, from, seen: new IdSet(seen), contactIdOf: subjectIds(secret) });
  for await (const chunk of sealedChunks(chunks, lend)) {
    tell({ chunk });
    ahead += 1;
    if (ahead >= chunksAhead) await new Promise<void>((resolve) => turns.push(resolve));
  }
  tell({ done: true });
  port.close();
}

if (parentPort) await work(parentPort, workerData as ThreadOrder);
