import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';

function run(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stdout, stderr };
}

describe('a command', () => {
  test('says what it takes when it is asked', () => {
    expect(run('scripts/demo.ts', '--help')).toEqual({
      ...{ status: 0, stderr: '' },
      stdout: expect.stringMatching(/^Usage: npm run demo -- --csv FILE/),
    });
  });
  test.each(['doctor', 'stored-examples', 'generate-docs', 'sandbox', 'check', 'run-tests', 'dev'])(
    'does nothing but say so: %s',
    (name) => {
      expect(run(`scripts/${name}.ts`, '--help')).toEqual({
        ...{ status: 0, stderr: '' },
        stdout: expect.stringMatching(/^Usage: npm /),
      });
    },
  );
  test('that checks an export says what it takes, and names what it does not take', () => {
    const usage = 'Usage: node scripts/verify-export.mjs FILE.ndjson [--key FILE.pem]\n';
    expect(run('scripts/verify-export.mjs', '--help')).toEqual({ status: 0, stdout: usage, stderr: '' });
    expect(run('scripts/verify-export.mjs', 'a.ndjson', 'key.pem')).toEqual({
      ...{ status: 1, stdout: '' },
      stderr: `“key.pem” is a word too many.\n${usage}`,
    });
  });
  test('names a word that it does not take, with what it takes', () => {
    expect(run('scripts/demo.ts', '--cvs', 'list.csv')).toEqual({
      ...{ status: 1, stdout: '' },
      stderr: expect.stringMatching(/^Unknown option '--cvs'\.\nUsage: npm run demo/),
    });
    expect(run('scripts/sign-in-link.ts', 'ana@example.org', 'bruno')).toEqual({
      ...{ status: 1, stdout: '' },
      stderr: '“bruno” is a word too many.\nUsage: npm run sign-in-link -- EMAIL\n',
    });
  });
});
