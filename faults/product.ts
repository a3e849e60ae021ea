import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** The product in a process of its own, to be killed and started again. */
export type Product = {
  readonly url: string;
  /** Begins to start it; `ready` resolves with the milliseconds it took until it accepted work. */
  start(): { ready: Promise<number> };
  /** kill -9. */
  kill(): Promise<void>;
  /** A clean end, with its database. */
  stop(): Promise<void>;
};

const startsWithinMs = 60_000;

export function productOn(port: number, environment: Readonly<Record<string, string>>): Product {
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  const ready = async (process: ChildProcess, began: number): Promise<number> => {
    while (performance.now() - began < startsWithinMs) {
      if (process.exitCode !== null)
        throw new Error(`The product ended with code ${process.exitCode} while it was starting.`);
      if (process.signalCode !== null) return -1;
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
      if (answer?.ok) return performance.now() - began;
      await wait(20);
    }
    throw new Error(`The product was not ready ${startsWithinMs / 1000} s after its start.`);
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };

  return {
    url,
    start: () => {
      child = spawn(process.execPath, ['server/main.ts'], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, ...environment, PORT: String(port), LOG_LEVEL: 'error', CLIENT_DIR: 'none' },
      });
      return { ready: ready(child, performance.now()) };
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
