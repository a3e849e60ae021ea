import { execFileSync } from 'node:child_process';

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
