import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { clusterHome, type ClusterHome } from './cluster-home.ts';
import { isDiskFull } from './connection-fault.ts';
import { isAlive, livingServer, removeStalePidFile } from './pid-file.ts';
import { postgresBinaries } from './postgres-binaries.ts';

export type EmbeddedPostgres = {
  readonly url: string;
  readonly adopted: boolean;
  pid(): number | null;
  /** Fast shutdown; resolves when the process is gone. */
  stop(): Promise<void>;
  /** Looks after it no longer and lets it run, for another product that uses it. */
  leave(): Promise<void>;
};

type Options = {
  readonly dataDir: string;
  readonly say: (sentence: string) => void;
  /** Off only for tests, where nothing needs to outlive the machine. */
  readonly durable?: boolean;
};

/**
 * A PostgreSQL of our own under the data folder. It is started detached, so that Ctrl-C reaches only us; a server that
 * outlived a killed product is adopted; one that dies under us is started again on the same port.
 */
export async function startEmbeddedPostgres({ dataDir, say, durable = true }: Options): Promise<EmbeddedPostgres> {
  const home = clusterHome(dataDir, await postgresBinaries(), say);
  const password = ensurePassword(home);
  initialise(home);
  const server: Server = { home, password, durable, port: 0, stopping: new AbortController() };
  const adopted = await adopt(server);
  if (!adopted) {
    server.port = await freePort(rememberedPort(home));
    await launch(server);
  }
  remember(home, server.port);
  const supervision = supervise(server, say);
  return {
    url: urlOf(server),
    adopted,
    pid: () => livingServer(clusterOf(home))?.pid ?? null,
    stop: async () => {
      server.stopping.abort();
      await supervision;
      await shutDown(home);
    },
    leave: async () => {
      server.stopping.abort();
      await supervision;
    },
  };
}

/** How to reach the running embedded server of a data folder, or null when none runs. */
export async function runningEmbeddedPostgres(dataDir: string): Promise<{ url: string; pid: number } | null> {
  const home = clusterHome(dataDir, await postgresBinaries(), () => undefined);
  if (!existsSync(join(home.folder, 'password'))) return null;
  const found = livingServer(clusterOf(home));
  if (!found) return null;
  return { url: urlOf({ home, password: ensurePassword(home), port: found.port }), pid: found.pid };
}

type Server = {
  readonly home: ClusterHome;
  readonly password: string;
  readonly durable: boolean;
  port: number;
  readonly stopping: AbortController;
};

function clusterOf(home: ClusterHome): string {
  return join(home.folder, 'cluster');
}

/** Over the socket in its folder where there can be one: that costs both sides less than TCP does. */
function urlOf({ home, password, port }: Pick<Server, 'home' | 'password' | 'port'>): string {
  const socket = socketFolderOf(home);
  const over = socket === '' ? '' : `?host=${encodeURIComponent(socket)}`;
  return `postgres://aiflows:${password}@127.0.0.1:${port}/postgres${over}`;
}

/** A socket's path may have 107 characters (unix(7)). */
function socketFolderOf({ folder }: ClusterHome): string {
  return process.platform !== 'win32' && folder.length < 80 ? folder : '';
}

function ensurePassword(home: ClusterHome): string {
  const file = join(home.folder, 'password');
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (home.owner) chownSync(file, home.owner.uid, home.owner.gid);
  }
  return readFileSync(file, 'utf8').trim();
}

/** Made beside and renamed into place, so that a cluster is whole or not there. */
function initialise(home: ClusterHome): void {
  if (existsSync(clusterOf(home))) return;
  const half = `${clusterOf(home)}-half-made`;
  rmSync(half, { recursive: true, force: true });
  const flags = [
    '--encoding=UTF8',
    '--locale=C',
    '--auth=scram-sha-256',
    '--username=aiflows',
    `--pwfile=${join(home.folder, 'password')}`,
  ];
  const made = spawnSync(home.binaries.initdb, ['-D', half, ...flags], {
    ...home.owner,
    cwd: '/',
    encoding: 'utf8',
    env: plainEnvironment(),
  });
  if (made.status !== 0)
    throw new Error(
      `Making the database cluster in ${home.folder} failed (initdb answered ${String(made.status)}): ${made.stderr}${made.error?.message ?? ''}`,
    );
  renameSync(half, clusterOf(home));
}

function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
}

async function adopt(server: Server): Promise<boolean> {
  const found = livingServer(clusterOf(server.home));
  if (!found) return false;
  server.port = found.port;
  if (await answersWithin(server, 5_000)) return true;
  await shutDown(server.home);
  return false;
}

async function launch(server: Server): Promise<void> {
  const { home, port } = server;
  removeStalePidFile(clusterOf(home));
  const log = openSync(join(home.folder, 'postgres.log'), 'a');
  const child = spawn(home.binaries.postgres, ['-D', clusterOf(home), ...settings(server)], {
    ...home.owner,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: plainEnvironment(),
  });
  closeSync(log);
  let exit: number | null | undefined;
  child.on('exit', (code) => (exit = code));
  child.unref();
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (await answersWithin(server, 200)) return;
    if (exit !== undefined) throw new Error(`PostgreSQL stopped at once on port ${port}: ${lastLines(home)}`);
  }
  throw new Error(`PostgreSQL did not answer on port ${port} within 60 s: ${lastLines(home)}`);
}

/** Sized for one product on a small machine; everything that guards durability is at PostgreSQL's safe default. */
function settings({ home, port, durable }: Server): string[] {
  const values: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketFolderOf(home),
    // Room for several processes of the product, each with its pools.
    max_connections: '300',
    shared_buffers: '384MB',
    // Long checkpoints and room for WAL: imports write in bursts, and every checkpoint makes pages be logged whole again.
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    // Short queries only: compiling them costs more than it gains.
    jit: 'off',
    timezone: 'UTC',
    // Tests share one server, and run several products on it at once.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  return Object.entries(values).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

function lastLines(home: ClusterHome): string {
  return readFileSync(join(home.folder, 'postgres.log'), 'utf8').split('\n').slice(-8).join('\n');
}

async function answersWithin(server: Server, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  do {
    const client = new pg.Client({ connectionString: urlOf(server), connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      await wait(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  } while (Date.now() < deadline);
  return false;
}

/** How often it is looked whether the server still lives, and how rarely starting it again is tried. Milliseconds. */
const lookEveryMs = 250;
const tryAgainMs = 5_000;

/** Starts the server again when it is gone, and says every trouble once. Ends with `stopping`. */
async function supervise(server: Server, say: (sentence: string) => void): Promise<void> {
  const { signal } = server.stopping;
  let pause = lookEveryMs;
  let said = '';
  const sayOnce = (sentence: string): void => {
    if (said !== sentence) say(sentence);
    said = sentence;
  };
  while (!signal.aborted) {
    await wait(pause, undefined, { ref: false, signal }).catch(() => undefined);
    if (server.stopping.signal.aborted || livingServer(clusterOf(server.home))) continue;
    if (said === '') sayOnce('The embedded PostgreSQL is gone; starting it again.');
    const fault = await launch(server).then(
      () => null,
      (error: unknown) => error as Error,
    );
    [pause, said] = fault ? [Math.min(pause * 2, tryAgainMs), said] : [lookEveryMs, ''];
    if (fault) sayOnce(isDiskFull(fault) ? noRoom(server) : `${fault.message} Trying again.`);
  }
}

function noRoom({ home }: Server): string {
  return `PostgreSQL cannot start: the disk that holds ${home.folder} is full. Free some space, and it starts by itself.`;
}

async function shutDown(home: ClusterHome): Promise<void> {
  const found = livingServer(clusterOf(home));
  if (!found) return;
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 10],
    ['SIGKILL', 5],
  ] as const) {
    process.kill(found.pid, signal);
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      if (!isAlive(found.pid)) return;
      await wait(50);
    }
  }
}

function rememberedPort(home: ClusterHome): number {
  const file = join(home.folder, 'port');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

function remember(home: ClusterHome, port: number): void {
  writeFileSync(join(home.folder, 'port'), String(port));
}

/** The port of the last time when it is free, so that connection strings stay true; else any free one. */
async function freePort(wanted: number): Promise<number> {
  const tryPort = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const probe = createServer();
      probe.once('error', reject);
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => {
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      });
    });
  return tryPort(wanted).catch(() => tryPort(0));
}
