import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import type { Browser, CDPSession } from 'playwright-core';
import { openChromium } from '#e2e/support/chromium';
import { median, type BenchOptions, type Figure, type Measured } from './figure.ts';

const folder = 'dist/measure';
const moves = 120;

type Gesture = 'drag' | 'pan';
type Run = { readonly task: number; readonly fps: number };
type Case = { readonly gesture: Gesture; readonly steps: number; readonly throttle: number };

/**
 * What a pointer move costs the main thread while a step is dragged and while the canvas is panned: the builder's canvas
 * beside ngx-graph with its own gestures, in the same browser, taken in turns. CPU time of the main thread, not of the
 * clock: others may use the machine.
 */
export const drag: Figure = {
  name: 'B7',
  about: 'main-thread milliseconds a pointer move, the builder’s canvas beside stock ngx-graph',
  measure: async (tell, options) => {
    build(options);
    const server = await serve();
    const browser = await openChromium();
    try {
      for (const each of casesOf(options)) await measureCase(browser, urlOf(server), each, { tell, options });
    } finally {
      await browser.close();
      server.close();
    }
  },
};

function casesOf({ short }: BenchOptions): readonly Case[] {
  const steps = short ? [500] : [500, 300, 60];
  const plain = steps.flatMap((count) =>
    (['drag', 'pan'] as const).map((gesture) => ({ gesture, steps: count, throttle: 1 })),
  );
  return short
    ? plain
    : [...plain, { gesture: 'drag', steps: 300, throttle: 4 }, { gesture: 'pan', steps: 300, throttle: 4 }];
}

async function measureCase(
  browser: Browser,
  url: string,
  { gesture, steps, throttle }: Case,
  { tell, options }: { tell: (measured: Measured) => void; options: BenchOptions },
): Promise<void> {
  const runs = { own: [] as Run[], stock: [] as Run[] };
  for (let i = 0; i < (options.short ? 1 : 3); i += 1)
    for (const canvas of ['stock', 'own'] as const) {
      const run = await measureRun(browser, `${url}/?canvas=${canvas}&steps=${steps}`, gesture, throttle);
      options.progress(
        `${gesture} ${steps} ×${throttle} ${canvas}: ${run.task.toFixed(2)} ms, ${run.fps.toFixed(0)} fps`,
      );
      runs[canvas].push(run);
    }
  const of = (canvas: keyof typeof runs, what: keyof Run): number => median(runs[canvas].map((run) => run[what]));
  const name = `B7 ${gesture} ${steps}${throttle === 1 ? '' : ` at 1/${throttle}`}`;
  const [own, stock] = [of('own', 'task'), of('stock', 'task')];
  const stands = { unit: 'ms', limit: stock, limitName: 'stock ngx-graph', goal: '≤ 0.3' };
  tell({ figure: `${name} ms`, value: own, ratio: own / stock, ...stands });
  const [frames, theirs] = [of('own', 'fps'), of('stock', 'fps')];
  const seen = { unit: 'frames/s', limit: theirs, limitName: 'stock ngx-graph', goal: '60 frames/s' };
  tell({ figure: `${name} fps`, value: frames, ratio: frames / Math.max(1, theirs), ...seen });
}

async function measureRun(browser: Browser, url: string, gesture: Gesture, throttle: number): Promise<Run> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await page.goto(url);
    await page.locator('.nodes .step').first().waitFor({ timeout: 120_000 });
    await page.waitForFunction('measured.isDrawn()');
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    if (throttle > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    const from = await page.evaluate<{ x: number; y: number }>(`measured.placeFor('${gesture}')`);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 12, from.y + 12);
    await page.evaluate('measured.countFrames()');
    const before = await taskTime(session);
    for (let i = 1; i <= moves; i += 1) {
      await page.mouse.move(from.x + 12 + 2 * i, from.y + 12 + 60 * Math.sin(i / 12));
      await page.evaluate('measured.nextFrame()');
    }
    const task = ((await taskTime(session)) - before) / moves;
    const fps = await page.evaluate<number>('measured.framesASecond()');
    await page.mouse.up();
    return { task: task * 1000, fps };
  } finally {
    await page.close();
  }
}

/** CPU seconds of the main thread spent in tasks. */
async function taskTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

function build({ progress }: BenchOptions): void {
  progress('The page with both canvases is being built …');
  const ng = join('node_modules', '@angular/cli/bin/ng.js');
  const built = spawnSync(process.execPath, [ng, 'build', 'measure', '--progress', 'false'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`Building the page to be measured:\n${built.stdout}${built.stderr}`);
}

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
    if (!existsSync(path)) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
