import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the data folder where there is none, or says why nothing can be kept there and what to do. */
export function readyDataFolder(folder: string): void {
  try {
    make(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(
      `DATA_DIR is “${folder}”, where nothing can be written: ${reasonOf(folder, cause as NodeJS.ErrnoException)}. Set DATA_DIR to a folder that can be written, or give this one to whoever starts the product.`,
      { cause },
    );
  }
}

/**
 * Folder by folder: Node's own way of making several at once never comes back where the system says of a folder under one
 * that is there that it is not (as in `/proc`).
 */
function make(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    return;
  }
  make(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process of the product may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it belongs to somebody else',
  EPERM: 'it belongs to somebody else',
  ENOTDIR: 'a file stands in its way',
  EROFS: 'its disk can only be read',
  ENOSPC: 'its disk is full',
  ENOENT: 'no folder can be made there',
};

function reasonOf(folder: string, { code = '', message }: NodeJS.ErrnoException): string {
  return reasons[code] ?? (message || `${folder} cannot be used`);
}
