import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { MemoryLog, type LogRecord } from './memory-log.ts';

type Line = Omit<LogRecord, 'data' | 'custom' | 'revision' | 'position' | 'created'> & {
  readonly data: string;
  readonly custom: string;
  readonly numbers: readonly [revision: string, position: string, created: string];
};

/**
 * The log with a file behind it, a line an append, so that it outlives its process. What was not written to its end when
 * the process was killed was acknowledged to nobody, and goes.
 */
export function openKeptLog(file: string, mostBytes: number): { log: MemoryLog; close(): void } {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  const handle = openSync(file, 'a');
  const log = new MemoryLog({
    mostBytes,
    keep: (records) => void writeSync(handle, `${JSON.stringify(records.map(asLine))}\n`),
  });
  for (const line of whole.split('\n'))
    if (line !== '') for (const record of JSON.parse(line) as Line[]) log.load(asRecord(record));
  return { log, close: () => closeSync(handle) };
}

function asLine({ data, custom, revision, position, created, ...rest }: LogRecord): Line {
  return {
    ...rest,
    data: Buffer.from(data).toString('base64'),
    custom: Buffer.from(custom).toString('base64'),
    numbers: [String(revision), String(position), String(created)],
  };
}

function asRecord({ data, custom, numbers: [revision, position, created], ...rest }: Line): LogRecord {
  return {
    ...rest,
    data: Uint8Array.from(Buffer.from(data, 'base64')),
    custom: Uint8Array.from(Buffer.from(custom, 'base64')),
    ...{ revision: BigInt(revision), position: BigInt(position), created: BigInt(created) },
  };
}
