import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  ...['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A Chromium of this machine, for everything a person sees. There is no journey without one. */
export async function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium() ?? install(),
    // A container has neither the sandbox's user namespaces nor much shared memory.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** Where one is on this machine. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') return named;
  return places.find((path) => existsSync(path));
}

/** On a Debian machine of one's own (root) it is fetched; elsewhere a person has to. */
export function mayInstallChromium(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function install(): string {
  if (mayInstallChromium()) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'inherit' });
  }
  const found = findChromium();
  if (found === undefined)
    throw new Error(
      'Opening a browser for the journeys: no Chromium was found. Install one (on Debian: apt-get install chromium), or ' +
        'set CHROMIUM to the path of one.',
    );
  return found;
}
