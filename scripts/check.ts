import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from '#server/command-line';

export type Check = { readonly name: string; readonly ok: boolean; readonly output: string; readonly seconds: number };

const rooms = ['contracts', 'projections', 'server', 'bench', 'faults', 'scripts', 'testing', 'client/src', 'e2e'];
const tool = (path: string, ...args: readonly string[]): string[] => [join('node_modules', path), ...args];

/** Everything that can be said about the tree without running the product; the longest first. */
const checks: readonly (readonly [name: string, args: string[]])[] = [
  ['lint and walls', tool('eslint/bin/eslint.js', '.')],
  ['types of the contracts', tool('typescript/bin/tsc', '-p', 'contracts/tsconfig.json')],
  ['types', tool('typescript/bin/tsc', '-p', 'tsconfig.json')],
  ['types of the app', tool('@angular/compiler-cli/bundles/src/bin/ngc.js', '-p', 'client/tsconfig.json', '--noEmit')],
  ['types of the journeys', tool('typescript/bin/tsc', '-p', 'e2e/tsconfig.json')],
  ['format', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  [
    'walls and circles',
    tool('dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.mjs', ...rooms),
  ],
  ['docs are current', ['scripts/generate-docs.ts', '--check']],
];

/** Runs every check, two at a time, and says of each how it went. */
export async function runChecks(): Promise<readonly Check[]> {
  const done: Check[] = [];
  const waiting = [...checks];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const check = await run(next);
      done.push(check);
      process.stdout.write(`${check.ok ? '✓' : '✗'} ${check.name} (${check.seconds.toFixed(1)} s)\n`);
      if (!check.ok) process.stdout.write(`${check.output}\n`);
    }
  };
  await Promise.all([lane(), lane()]);
  return done;
}

async function run([name, args]: (typeof checks)[number]): Promise<Check> {
  const began = performance.now();
  const said = (out: string, error: string): string => `${out}${error}`.trim();
  const ended = await new Promise<{ ok: boolean; output: string }>((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (fault, out, error) =>
      resolve({ ok: fault === null, output: said(out, error) }),
    );
  });
  return { name, ...ended, seconds: (performance.now() - began) / 1000 };
}

if (import.meta.main) {
  readCommandLine('Usage: npm run check', {});
  if (!existsSync('node_modules')) throw new Error('Checking: node_modules is missing; run npm ci first.');
  process.exitCode = (await runChecks()).every(({ ok }) => ok) ? 0 : 1;
}
