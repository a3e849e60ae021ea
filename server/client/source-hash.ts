import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const files = ['angular.json', 'tsconfig.json', 'package-lock.json'];
const folders = ['client', 'contracts'];

const isSource = (path: string): boolean => !/\.spec\.ts$|stored-examples|^client\/src\/testing\//.test(path);

/** What the app is built from, as 16 hex digits: the same sources, the same name. */
export function sourceHash(root: string): string {
  const hash = createHash('sha256');
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length)),
  );
  for (const path of [
    ...files,
    ...inFolders
      .map((path) => path.replaceAll('\\', '/'))
      .filter(isSource)
      .sort(),
  ])
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}
