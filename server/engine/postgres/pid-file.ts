import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The first lines of postmaster.pid: the server's process and port (PostgreSQL: storage file layout). */
function readPidFile(cluster: string): { readonly pid: number; readonly port: number } | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : null;
  } catch {
    return null;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The server that a cluster's pid file names, while it lives. */
export function livingServer(cluster: string): { readonly pid: number; readonly port: number } | null {
  const found = readPidFile(cluster);
  return found && isAlive(found.pid) && !isAnother(cluster, found.pid) ? found : null;
}

/**
 * After a restart of the machine, and in containers above all, a process of another kind may have the number in the file:
 * it is left alone, and the file taken away, which would keep PostgreSQL from starting.
 */
export function removeStalePidFile(cluster: string): void {
  const found = readPidFile(cluster);
  if (found && isAlive(found.pid) && isAnother(cluster, found.pid)) rmSync(join(cluster, 'postmaster.pid'));
}

/** By the command line, where the system shows it (Linux). */
function isAnother(cluster: string, pid: number): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command !== '' && !command.includes(cluster);
  } catch {
    return false;
  }
}
