import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildClient } from '#server/client/build-client';

/** `node scripts/build-app.ts FOLDER`: the built app in that folder, for an image or another server to serve (CLIENT_DIR). */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Building the app: no folder was named.');
const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
const [built] = await buildClient({
  root: resolve(import.meta.dirname, '..'),
  signal: new AbortController().signal,
  say,
});
if (built === undefined) throw new Error('Building the app: there is no built app.');
cpSync(built, folder, { recursive: true });
say(`It stands in ${folder}.`);
