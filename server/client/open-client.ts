import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Router } from 'express';
import { buildClient } from './build-client.ts';
import { serveClient, type ClientState } from './serve-client.ts';

export type Client = {
  readonly routes: Router;
  state(): ClientState;
  /** Resolves when the app can be served, or cannot be built. */
  readonly settled: Promise<void>;
  close(): void;
};

type Parts = {
  /** A folder with a built app, `none`, or undefined: built from the sources. */
  readonly dir: string | undefined;
  readonly root: string;
  readonly say: (sentence: string) => void;
};

/** Begins to build the app where that is needed; nobody waits for it but those who open a page. */
export function openClient({ dir, root, say }: Parts): Client {
  const stopping = new AbortController();
  let state: ClientState =
    dir === 'none' ? { phase: 'none' } : { phase: 'building', sentence: 'The app is looked for.' };
  const settle = async (): Promise<void> => {
    if (dir === 'none') return;
    try {
      const folders = dir === undefined ? await build() : [givenFolder(dir)];
      state = { phase: 'ready', folders };
    } catch (error) {
      if (stopping.signal.aborted) return;
      state = { phase: 'failed', sentence: (error as Error).message };
      say((error as Error).message);
    }
  };
  const build = (): Promise<readonly string[]> =>
    buildClient({
      root,
      signal: stopping.signal,
      say: (sentence) => {
        state = { phase: 'building', sentence };
        say(sentence);
      },
    });
  return { routes: serveClient(() => state), state: () => state, settled: settle(), close: () => stopping.abort() };
}

function givenFolder(dir: string): string {
  const folder = resolve(dir);
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(
      `Serving the app: CLIENT_DIR is “${dir}”, where no index.html stands; name the folder of a built app.`,
    );
  return folder;
}
