import { closeSync, existsSync, fdatasync, ftruncateSync, mkdirSync, openSync, readFileSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { CallLine } from './call-story.ts';
import type { Taken } from './script.ts';

/** A line of the sandbox's own book: a message it took, a call and what became of it, an acknowledged callback. */
export type Line =
  { readonly line: 'taken'; readonly taken: Taken } | CallLine | { readonly line: 'heard'; readonly key: string };

/** The sandbox's own record of what reached it, outside the product's database. It is the judge in fault tests. */
export type SandboxLedger = {
  readonly lines: readonly Line[];
  /** Resolves when the line is on the disk. */
  write(line: Line): Promise<void>;
  close(): Promise<void>;
};

/** Forgets everything with the process: for tests and measurements. */
export function memoryLedger(): SandboxLedger & { readonly lines: Line[] } {
  const lines: Line[] = [];
  return { lines, write: (line) => Promise.resolve(void lines.push(line)), close: () => Promise.resolve() };
}

const writeTo = promisify(write);
const sync = promisify(fdatasync);

/** One JSON text a line. Lines written together share one flush; a torn last line (a crash) is cut off at opening. */
export function fileLedger(file: string): SandboxLedger {
  mkdirSync(dirname(file), { recursive: true });
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const handle = openSync(file, 'a');
  ftruncateSync(handle, Buffer.byteLength(whole));
  const lines = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  let waiting: { text: string; done: () => void; fail: (error: unknown) => void }[] = [];
  let flushing: Promise<void> | null = null;

  const flush = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await writeTo(handle, group.map((each) => each.text).join(''));
        await sync(handle);
        for (const each of group) each.done();
      } catch (error) {
        for (const each of group) each.fail(error);
      }
    }
    flushing = null;
  };

  return {
    lines,
    write: (line) =>
      new Promise((done, fail) => {
        waiting.push({ text: `${JSON.stringify(line)}\n`, done, fail });
        flushing ??= flush();
      }),
    close: async () => {
      await flushing;
      closeSync(handle);
    },
  };
}

/** Something that reached the carrier for an attempt of the product. `refused`: with this code, or not. */
export type Reached = {
  readonly what: 'message' | 'call' | 'answer' | 'transfer';
  readonly attemptId: string;
  readonly providerId: string;
  readonly refused: string | null;
};

/**
 * Every attempt that reached the carrier, as often as it did. Those to numbers that do not exist are not in the book;
 * answers and transfers that came too late are.
 */
export function attemptsIn(lines: readonly Line[]): readonly Reached[] {
  return lines.flatMap((line): Reached[] => {
    switch (line.line) {
      case 'taken': {
        const { providerId, message } = line.taken;
        return [{ what: 'message', attemptId: message.attemptId, providerId, refused: null }];
      }
      case 'called':
        return [{ what: 'call', attemptId: line.call.attemptId, providerId: line.providerId, refused: null }];
      case 'answered': {
        const { providerId, refused, answer } = line;
        return [{ what: 'answer', attemptId: answer.attemptId, providerId, refused }];
      }
      case 'transferred': {
        const { providerId, refused, transfer } = line;
        return [{ what: 'transfer', attemptId: transfer.attemptId, providerId, refused }];
      }
      case 'rang':
      case 'hungUp':
      case 'heard':
        return [];
    }
  });
}
