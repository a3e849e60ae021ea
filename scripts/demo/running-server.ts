import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type RunningServer = { readonly url: string; stop(): Promise<void> };

/** The server on PORT when one answers there; else one is started for the demo and stopped after it. */
export async function runningServer(port: number): Promise<RunningServer> {
  const url = `http://127.0.0.1:${port}`;
  if (await answers(url)) return { url, stop: () => Promise.resolve() };
  process.stderr.write(`No server answers on port ${port}; starting one.\n`);
  const child = spawn(process.execPath, ['server/main.ts'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, CLIENT_DIR: 'none' },
  });
  const stop = (): Promise<void> => stopChild(child);
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() =>
      Promise.reject(new Error('The server stopped while it was starting; its reason stands above.')),
    ),
  ]);
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
