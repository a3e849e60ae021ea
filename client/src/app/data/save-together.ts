import type { PieceOfWork } from './append-edits.ts';

/**
 * Saves pieces of work in their order. Those that are made while others are on their way to the disk go there together
 * when these have arrived: a key that is held down makes them faster than a disk takes them one by one. They are all
 * saved or none of them is, since a later one may build on an earlier one.
 */
export function createSaving<Outcome>(write: (pieces: readonly PieceOfWork[]) => Promise<Outcome>) {
  let last: Promise<unknown> = Promise.resolve();
  let next: { readonly pieces: PieceOfWork[]; readonly written: Promise<Outcome> } | null = null;

  const begin = (): Promise<Outcome> => {
    const pieces = next?.pieces ?? [];
    next = null;
    return write(pieces);
  };

  return {
    save: (piece: PieceOfWork): Promise<Outcome> => {
      if (!next) {
        next = { pieces: [], written: last.then(begin, begin) };
        last = next.written;
      }
      next.pieces.push(piece);
      return next.written;
    },
    /** When everything that was made by now is on the disk, or was refused. */
    done: async (): Promise<void> => {
      await last.catch(() => undefined);
    },
  };
}
