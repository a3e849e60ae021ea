import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

type Process = { readonly pid: number; readonly args: string };

/** The children of a process. */
export function childrenOf(parent: number): readonly Process[] {
  const listed = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return listed.split('\n').flatMap((line) => {
    const [, pid, ppid, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent ? [{ pid: Number(pid), args: args ?? '' }] : [];
  });
}

/** A process and its children. */
export function processTree(parent: number): readonly number[] {
  return [parent, ...childrenOf(parent).map(({ pid }) => pid)];
}

/** Clock ticks of the kernel's accounting are hundredths of a second on every Linux there is (man proc_pid_stat). */
const tickMs = 10;

/** Processor time that a process has had so far, in milliseconds; null where the system does not tell. */
export function cpuMsOf(pid: number): number | null {
  try {
    const [, after = ''] = /\) (.*)$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').trim()) ?? [];
    const fields = after.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  } catch {
    return null;
  }
}
