import { spawn } from 'node:child_process';

/** `npm run dev`: the server starts anew and the app reloads in the browser whenever their sources change. */
const appPort = 4200;
const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', 'server/main.ts'], {
  stdio: 'inherit',
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
  { stdio: 'inherit' },
);
const children = [server, app];
const end = (): void => {
  for (const child of children) child.kill('SIGTERM');
};
// Ctrl-C reaches both by itself; each of them ending ends the other.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', end);
for (const child of children) child.once('exit', end);
