import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compressFolder } from './compress-folder.ts';
import { sourceHash } from './source-hash.ts';

type Parts = {
  readonly root: string;
  /** Told about every few seconds, in words. */
  readonly say: (sentence: string) => void;
  readonly signal: AbortSignal;
};

/** Earlier builds that stay: a page that was opened before may still ask for its parts. */
const kept = 3;

/**
 * The folder of the built app, newest first, and those of earlier builds. Built only when its sources have changed: the
 * folder is named after their content, and stands complete or not at all.
 */
export async function buildClient({ root, say, signal }: Parts): Promise<readonly string[]> {
  const builds = join(root, 'dist/client');
  const folder = join(builds, sourceHash(root));
  if (!existsSync(folder)) {
    const began = Date.now();
    const seconds = (): number => Math.round((Date.now() - began) / 1000);
    say('The app is being built, which is needed once after a change of its sources …');
    const unfinished = `${folder}.${process.pid}`;
    const ticking = setInterval(() => say(`The app is being built … ${seconds()} s`), 5_000);
    try {
      await runBuild(root, unfinished, signal);
      await compressFolder(join(unfinished, 'browser'));
      mkdirSync(builds, { recursive: true });
      if (!existsSync(folder)) renameSync(join(unfinished, 'browser'), folder);
      say(`The app is built (${seconds()} s).`);
    } finally {
      clearInterval(ticking);
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return keepNewest(builds, folder);
}

async function runBuild(root: string, into: string, signal: AbortSignal): Promise<void> {
  const ng = join(root, 'node_modules/@angular/cli/bin/ng.js');
  if (!existsSync(ng))
    throw new Error('Building the app: @angular/cli is not installed; run npm ci, or set CLIENT_DIR to a built app.');
  const child = spawn(process.execPath, [ng, 'build', 'client', '--output-path', into, '--progress', 'false'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
    signal,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-8_000);
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`Building the app ended with code ${code}; mend what it says and start again.\n${said.trim()}`);
}

function keepNewest(builds: string, current: string): readonly string[] {
  const earlier = readdirSync(builds)
    .map((name) => join(builds, name))
    .filter((path) => path !== current && /^[0-9a-f]{16}$/.test(path.slice(builds.length + 1)))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const path of earlier.slice(kept)) rmSync(path, { recursive: true, force: true });
  return [current, ...earlier.slice(0, kept)];
}
