import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from './product.ts';

/** The protocol double of EventStoreDB in a process of its own, its log in a file, to be killed and started again. */
export type EventStoreProcess = {
  readonly url: string;
  /** Resolves when it answers. */
  start(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
};

export async function eventStoreIn(folder: string): Promise<EventStoreProcess> {
  const port = String(await freePort());
  const file = join(folder, 'eventstore.jsonl');
  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    start: async () => {
      const started = spawn(process.execPath, ['testing/esdb-double/run.ts', '--port', port, '--file', file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      await Promise.race([
        once(started.stdout, 'data'),
        once(started, 'exit').then(() => {
          throw new Error('The event store ended while it was starting; its reason stands above.');
        }),
      ]);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
