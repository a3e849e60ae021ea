import { spawn } from 'node:child_process';
import { readCommandLine } from '#server/command-line';

/** `npm run dev`: the server starts anew and the app reloads in the browser whenever their sources change. */
readCommandLine('Usage: npm run dev', {});
const appPort = 4200;
const { PORT: port = '3000', ...environment } = process.env;
// In a group of its own: Ctrl-C would reach the server beside the watcher, which hands it on, and twice means at once.
const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', 'server/main.ts'], {
  stdio: 'inherit',
  detached: true,
  env: { ...process.env, CLIENT_DIR: 'none', PUBLIC_URL: `http://localhost:${appPort}` },
});
const app = spawn(
  process.execPath,
  [
    'node_modules/@angular/cli/bin/ng.js',
    'serve',
    'client',
    '--port',
    String(appPort),
    '--proxy-config',
    'client/dev-proxy.mjs',
  ],
  // `ng serve` would listen on PORT instead of on what it is told.
  { stdio: 'inherit', env: { ...environment, API_PORT: port } },
);
const children = [server, app];
const end = (): void => {
  for (const child of children) child.kill('SIGTERM');
};
process.on('SIGINT', end);
process.on('SIGTERM', end);
// Each of them ending ends the other.
for (const child of children) child.once('exit', end);
