import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, so small that it can be filled. */
export type SmallDisk = {
  readonly folder: string;
  fill(): void;
  free(): void;
  close(): void;
};

const sizeMb = 256;
const pieceBytes = 64 * 1024;

/** Mounts a tmpfs, which answers ENOSPC as any disk does; null where this user may not mount (only root may). */
export function openSmallDisk(): SmallDisk | null {
  const mount = mkdtempSync(join(tmpdir(), 'ai-flows-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=755`, 'tmpfs', mount], { stdio: 'pipe' });
  } catch {
    rmSync(mount, { recursive: true });
    return null;
  }
  const ballast = join(mount, 'ballast');
  const folder = join(mount, 'data');
  mkdirSync(folder);
  return {
    folder,
    fill: () => {
      const handle = openSync(ballast, 'a');
      const piece = Buffer.alloc(pieceBytes);
      try {
        while (statfsSync(mount).bavail > 0) writeSync(handle, piece);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(handle);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    close: () => {
      execFileSync('umount', ['--lazy', mount], { stdio: 'pipe' });
      rmSync(mount, { recursive: true, force: true });
    },
  };
}
