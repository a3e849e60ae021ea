import { existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { findChromium, mayInstallChromium } from '#e2e/support/chromium';
import { readCommandLine } from '#server/command-line';
import { readConfig } from '#server/config';
import { readyDataFolder } from '#server/data-folder';
import { postgresBinaries } from '#server/engine/postgres/postgres-binaries';

/** `npm run doctor`: what is missing on this machine, and the line that puts it right. */
type Finding = { readonly about: string; readonly ok: boolean; readonly say: string };

readCommandLine('Usage: npm run doctor', {});
const config = readConfig(process.env);

async function examine(): Promise<readonly Finding[]> {
  return [node(), installed(), await postgres(), dataFolder(), space(), await port(), browser()];
}

function node(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    about: 'Node',
    ok: major >= 24,
    say:
      major >= 24
        ? `${process.version} runs TypeScript as it is`
        : `${process.version} was found, 24 is wanted; run the command through npm, which brings its own`,
  };
}

function installed(): Finding {
  const ok = existsSync('node_modules/kysely');
  return { about: 'packages', ok, say: ok ? 'installed' : 'missing; run npm ci' };
}

async function postgres(): Promise<Finding> {
  if (config.DATABASE_URL !== undefined)
    return { about: 'PostgreSQL', ok: true, say: 'DATABASE_URL names one of your own' };
  try {
    await postgresBinaries();
    return { about: 'PostgreSQL', ok: true, say: 'the embedded one is installed' };
  } catch (error) {
    return {
      about: 'PostgreSQL',
      ok: false,
      say: `${(error as Error).message} Run npm ci again, or set DATABASE_URL.`,
    };
  }
}

function dataFolder(): Finding {
  try {
    readyDataFolder(config.DATA_DIR);
    return { about: 'data folder', ok: true, say: config.DATA_DIR };
  } catch (error) {
    return { about: 'data folder', ok: false, say: (error as Error).message };
  }
}

function space(): Finding {
  const { bavail, bsize } = statfsSync(existsSync(config.DATA_DIR) ? config.DATA_DIR : '.');
  const gigabytes = (bavail * bsize) / 1024 ** 3;
  return {
    about: 'disk',
    ok: gigabytes > 2,
    say: `${gigabytes.toFixed(1)} GB free${gigabytes > 2 ? '' : '; make room for at least 2 GB'}`,
  };
}

/** The product needs none; its tests do. */
function browser(): Finding {
  const found = findChromium();
  const about = 'Chromium';
  if (found !== undefined) return { about, ok: true, say: `${found}, for npm test` };
  return mayInstallChromium()
    ? { about, ok: true, say: 'none; npm test installs one' }
    : { about, ok: true, say: 'none: npm test needs one; install it, or set CHROMIUM to the path of one' };
}

function port(): Promise<Finding> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () =>
      resolve({
        about: 'port',
        ok: true,
        say: `${config.PORT} is taken: the product may be running already; else set PORT to another`,
      }),
    );
    probe.listen(config.PORT, config.HOST, () => {
      probe.close();
      resolve({ about: 'port', ok: true, say: `${config.PORT} is free` });
    });
  });
}

const findings = await examine();
for (const { about, ok, say } of findings) process.stdout.write(`${ok ? '✓' : '✗'} ${about.padEnd(12)} ${say}\n`);
process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1;
