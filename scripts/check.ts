import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type Check = { readonly name: string; readonly ok: boolean; readonly output: string; readonly seconds: number };

const rooms = ['contracts', 'projections', 'server', 'bench', 'faults', 'scripts', 'testing', 'client/src', 'e2e'];
const tool = (path: string, ...args: readonly string[]): readonly string[] => [join('node_modules', path), ...args];

/** Everything that can be said about the tree without running the product. */
const checks: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['types of the contracts', tool('typescript/bin/tsc', '-p', 'contracts/tsconfig.json')],
  ['types', tool('typescript/bin/tsc', '-p', 'tsconfig.json')],
  ['types of the app', tool('@angular/compiler-cli/bundles/src/bin/ngc.js', '-p', 'client/tsconfig.json', '--noEmit')],
  ['types of the journeys', tool('typescript/bin/tsc', '-p', 'e2e/tsconfig.json')],
  ['format', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['lint and walls', tool('eslint/bin/eslint.js', '.')],
  [
    'walls and circles',
    tool('dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.mjs', ...rooms),
  ],
  ['docs are current', ['scripts/generate-docs.ts', '--check']],
];

/** Runs every check, one after the other, and says of each how it went. */
export function runChecks(): readonly Check[] {
  return checks.map(([name, args]) => {
    const began = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const check = {
      name,
      ok: status === 0,
      output: `${stdout}${stderr}`.trim(),
      seconds: (performance.now() - began) / 1000,
    };
    process.stdout.write(`${check.ok ? '✓' : '✗'} ${name} (${check.seconds.toFixed(1)} s)\n`);
    if (!check.ok) process.stdout.write(`${check.output}\n`);
    return check;
  });
}

if (import.meta.main) {
  if (!existsSync('node_modules')) throw new Error('Checking: node_modules is missing; run npm ci first.');
  process.exitCode = runChecks().every(({ ok }) => ok) ? 0 : 1;
}
