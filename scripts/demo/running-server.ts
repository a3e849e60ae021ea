import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Config } from '#server/config';
import { runningEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';

export type RunningServer = { readonly url: string; stop(): Promise<void> };

/** The server on PORT when one answers there; else one is started for the demo and stopped after it. */
export async function runningServer({ PORT: port, DATA_DIR, DATABASE_URL }: Config): Promise<RunningServer> {
  const url = `http://127.0.0.1:${port}`;
  if (await answers(url)) {
    if (DATABASE_URL === undefined && (await runningEmbeddedPostgres(DATA_DIR)) === null)
      throw new Error(
        `The server that answers on port ${port} does not work on ${DATA_DIR}: no database runs there. Set DATA_DIR (or DATABASE_URL) as that server has it, or PORT to a free one, and the demo starts a server of its own.`,
      );
    return { url, stop: () => Promise.resolve() };
  }
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
