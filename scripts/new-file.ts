import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Whether a command may write a file of this name, before it begins its work: nothing is there yet, but its folder is. */
export function newFile(doing: string, file: string): string {
  if (existsSync(file)) throw new Error(`${doing}: ${file} is there already; name a file that is not.`);
  const folder = dirname(resolve(file));
  if (!existsSync(folder))
    throw new Error(`${doing}: there is no folder ${folder} for ${file}; make it, or name a file in another one.`);
  return file;
}
