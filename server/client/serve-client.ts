import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type Response, type Router } from 'express';
import { problem } from '#server/engine/http/problem';
import { isBrowser, showWaiting } from './waiting-page.ts';

/** Where the app stands: it is being built, it can be served, or it could not be built. */
export type ClientState =
  | { readonly phase: 'none' }
  | { readonly phase: 'building'; readonly sentence: string }
  /** Newest first; parts of earlier builds are served to pages that were opened before. */
  | { readonly phase: 'ready'; readonly folders: readonly string[] }
  | { readonly phase: 'failed'; readonly sentence: string };

const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

/** A file whose name carries the hash of its content never changes. */
const isHashed = (path: string): boolean => /-[\w-]{8}\.\w+$/.test(path);

/** Paths that are the server's and never a page of the app. */
const isOfServer = (path: string): boolean => /^\/(api|socket\.io|docs|livez|readyz|metrics)(\/|$)/.test(path);

/** The built app: its files, and its first page for every address a person may have opened. */
export function serveClient(state: () => ClientState): Router {
  const router = express.Router();
  const listed = new Map<string, ReadonlySet<string>>();
  const filesOf = (folder: string): ReadonlySet<string> => {
    const known = listed.get(folder) ?? new Set(filesIn(folder));
    listed.set(folder, known);
    return known;
  };

  router.get(/.*/, (request, response, next) => {
    const now = state();
    if (now.phase === 'none' || isOfServer(request.path)) next();
    else if (now.phase === 'ready') {
      const found = find(now.folders, request.path);
      if (found) sendFile(request, response, found);
      else next();
    } else if (isBrowser(request))
      showWaiting(request, response, { sentence: now.sentence, failed: now.phase === 'failed' });
    else problem(response, 503, { code: 'AppIsBuilding', detail: now.sentence });
  });

  function find(folders: readonly string[], path: string): Found | null {
    const folder = folders.find((each) => filesOf(each).has(path));
    if (folder !== undefined) return { folder, path, files: filesOf(folder) };
    const [newest] = folders;
    const isPage = !(path.split('/').at(-1) ?? '').includes('.');
    return isPage && newest !== undefined ? { folder: newest, path: '/index.html', files: filesOf(newest) } : null;
  }
  return router;
}

type Found = { readonly folder: string; readonly path: string; readonly files: ReadonlySet<string> };

function sendFile(request: Request, response: Response, { folder, path, files }: Found): void {
  const accepted = request.acceptsEncodings(encodings.map(({ name }) => name));
  const encoding = encodings.find(({ name, ending }) => name === accepted && files.has(`${path}${ending}`));
  response.type(path.slice(path.lastIndexOf('.')));
  response.vary('Accept-Encoding');
  if (encoding) response.set('content-encoding', encoding.name);
  response.set('cache-control', isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.sendFile(`${path}${encoding?.ending ?? ''}`, { root: folder, cacheControl: false });
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'));
}
