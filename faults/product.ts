import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** The product in a process of its own, to be killed and started again. */
export type Product = {
  readonly url: string;
  /** Begins to start it; `ready` resolves with the milliseconds it took until it accepted work. */
  start(): { ready: Promise<number> };
  /** Resolves when it accepts work, however often it was away before. */
  accepts(): Promise<void>;
  /** What it says about itself at this moment. */
  status(): Promise<string>;
  /** How often it ended without having been asked to. */
  ended(): number;
  /** The process, while there is one. */
  pid(): number;
  /** kill -9. */
  kill(): Promise<void>;
  /** A clean end, with its database. */
  stop(): Promise<void>;
};

/** Generous, since machines that measure are busy. */
const startsWithinMs = 240_000;

/** `args`: what the process is there for; else for everything. */
export function productOn(
  port: number,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Product {
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let asked = false;
  let ended = 0;

  const isReady = async (): Promise<boolean> =>
    (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => null))?.ok ?? false;

  const ready = async (process: ChildProcess, began: number): Promise<number> => {
    while (performance.now() - began < startsWithinMs) {
      if (process.exitCode !== null)
        throw new Error(`The product ended with code ${process.exitCode} while it was starting.`);
      if (process.signalCode !== null) return -1;
      if (await isReady()) return performance.now() - began;
      await wait(20);
    }
    throw new Error(`The product was not ready ${startsWithinMs / 1000} s after its start.`);
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    asked = true;
    child.kill(signal);
    await gone;
  };

  return {
    url,
    start: () => {
      child = spawn(process.execPath, ['server/main.ts', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, ...environment, PORT: String(port), LOG_LEVEL: 'error', CLIENT_DIR: 'none' },
      });
      asked = false;
      child.on('exit', () => (ended += asked ? 0 : 1));
      return { ready: ready(child, performance.now()) };
    },
    accepts: async () => {
      const began = performance.now();
      while (!(await isReady())) {
        if (child?.exitCode !== null) throw new Error(`The product ended with code ${child?.exitCode ?? 0}.`);
        if (performance.now() - began > startsWithinMs)
          throw new Error(`The product did not accept work again within ${startsWithinMs / 1000} s.`);
        await wait(20);
      }
    },
    status: () =>
      fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
        (answer) => answer.text(),
        (error: unknown) => (error as Error).message,
      ),
    ended: () => ended,
    pid: () => child?.pid ?? 0,
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
