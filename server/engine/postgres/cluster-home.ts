import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { livingServer } from './pid-file.ts';
import { binariesIn, type PostgresBinaries } from './postgres-binaries.ts';

/** Who runs PostgreSQL, where its cluster lives and which programs run it. */
export type ClusterHome = {
  readonly folder: string;
  readonly owner: Owner | null;
  readonly binaries: PostgresBinaries;
};

type Owner = { readonly uid: number; readonly gid: number };

/**
 * PostgreSQL refuses to run as root. As root its processes therefore belong to the user `postgres`, made if missing.
 * Where that user cannot enter the data folder or the installed programs (a clone in a folder closed to others), both
 * get a folder of their own under /var/lib, and a note in the data folder says which.
 */
export function clusterHome(
  dataDir: string,
  installed: PostgresBinaries,
  say: (sentence: string) => void,
): ClusterHome {
  mkdirSync(dataDir, { recursive: true });
  const inside = join(realpathSync(dataDir), 'postgres');
  if (userInfo().uid !== 0) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    return { folder: inside, owner: null, binaries: installed };
  }
  const owner = postgresUser(say);
  mkdirSync(inside, { recursive: true, mode: 0o700 });
  chownSync(inside, owner.uid, owner.gid);
  // Where it runs it can be used, and after a crash nobody waits for that to be tried.
  const usable = livingServer(join(inside, 'cluster')) !== null || canUse(owner, inside, installed.postgres);
  if (usable) return { folder: inside, owner, binaries: installed };
  return elsewhere(inside, owner, installed, say);
}

function elsewhere(
  inside: string,
  owner: Owner,
  installed: PostgresBinaries,
  say: (sentence: string) => void,
): ClusterHome {
  const note = join(inside, 'cluster-folder');
  const root = '/var/lib/ai-flows';
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o755);
  const folder = existsSync(note) ? readFileSync(note, 'utf8').trim() : join(root, `cluster-${randomUUID()}`);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, owner.uid, owner.gid);
  writeFileSync(note, `${folder}\n`);
  const version = spawnSync(installed.postgres, ['--version'], { encoding: 'utf8' }).stdout.replace(/[^\d.]/g, '');
  const native = join(root, `postgresql-${version || 'unknown'}`);
  if (!existsSync(join(native, 'complete'))) {
    // Links stay as they are, within the copy: it outlives the folder it was made from.
    cpSync(installed.native, native, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(native, 'complete'), '');
  }
  say(`The user postgres cannot enter this folder, so the database lives in ${folder} (noted in ${note}).`);
  return { folder, owner, binaries: binariesIn(native) };
}

function postgresUser(say: (sentence: string) => void): Owner {
  const known = lookUp();
  if (known) return known;
  say('PostgreSQL refuses to run as root, so the system user “postgres” is being created for it.');
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--user-group', 'postgres'], { stdio: 'pipe' });
  } catch {
    execFileSync('adduser', ['-S', '-D', '-H', 'postgres'], { stdio: 'pipe' });
  }
  const made = lookUp();
  if (!made)
    throw new Error(
      'Creating the system user “postgres” failed; start as another user than root, or set DATABASE_URL.',
    );
  return made;
}

function lookUp(): Owner | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

function canUse({ uid, gid }: Owner, folder: string, program: string): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'test -w "$1" && "$2" --version', 'sh', folder, program], {
    uid,
    gid,
    cwd: '/',
    stdio: 'pipe',
  });
  return tried.status === 0;
}
