import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.ts';

/** `npm test`: every check and every test, closed by one line with the sum. */
type Summary = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
};

if (process.argv.includes('--help')) {
  process.stdout.write('Usage: npm test -- [FILE …] [Jest’s own options]\n');
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'ai-flows-test-results-'));
const results = join(folder, 'jest.json');
const checks = await runChecks();
const jest = spawnSync(
  process.execPath,
  ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${results}`, ...process.argv.slice(2)],
  {
    // Jest's own JSON goes to the file; what a person reads comes on standard error.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
  },
);
const { passed, failed } = sum(results);
rmSync(folder, { recursive: true, force: true });
const bad = failed + checks.filter(({ ok }) => !ok).length;
process.stdout.write(`${passed + checks.filter(({ ok }) => ok).length} passed, ${bad} failed\n`);
process.exitCode = bad === 0 && jest.status === 0 ? 0 : 1;

function sum(file: string): { passed: number; failed: number } {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(file, 'utf8'),
    ) as Summary;
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch (error) {
    process.stderr.write(`The tests did not come to an end: ${(error as Error).message}\n`);
    return { passed: 0, failed: 1 };
  }
}
