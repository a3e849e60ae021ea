import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '#contracts/kernel/event';
import { schemaOf } from '#contracts/kernel/upcasters';
import { eventExamples, personalFields } from '#contracts/registry';
import { upcasters } from '#contracts/upcasters';
import type { NewEvent } from '#server/engine/eventstore/event-store';
import { keyEncoding, type Key } from '#server/engine/log/key-table';
import { seal, subjectsIn } from '#server/engine/log/sealing';

/** An event exactly as it was first written in this shape: sealed, with its metadata. */
export type StoredExample = NewEvent & { readonly stream: string };

const folder = 'contracts/stored-examples';
const sums = join(folder, 'SHA256SUMS');
const at = '2026-11-24T12:00:00.000Z';

export function fileOf(type: string, schema: number): string {
  return `${type}.v${schema}.json`;
}

/** The stored examples that are there, in the order of their names, with whether each still has its first text. */
export function readStoredExamples(): readonly { file: string; unchanged: boolean; example: StoredExample }[] {
  const known = knownSums();
  return namesThere().map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return { file, unchanged: known.get(file) === sha256(text), example: JSON.parse(text) as StoredExample };
  });
}

/** Writes the examples that are missing, each in the shape of today. Nothing that is there is touched. */
export function addStoredExamples(): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const known = knownSums();
  const added: string[] = [];
  for (const event of Object.values(eventExamples) as readonly Event[]) {
    const schema = schemaOf(upcasters, event.type);
    const file = fileOf(event.type, schema);
    if (existsSync(join(folder, file))) continue;
    const text = `${JSON.stringify(stored(event, schema), null, 2)}\n`;
    writeFileSync(join(folder, file), text);
    known.set(file, sha256(text));
    added.push(file);
  }
  const lines = [...known].map(([file, sum]) => `${sum}  ${file}\n`).toSorted();
  if (added.length > 0) writeFileSync(sums, lines.join(''));
  return added;
}

/** Keys of the people in the examples. Nobody is behind them, so they may be known to all. */
export function exampleKeyOf(subject: string): Key {
  return createHash('sha256').update(`stored example ${subject}`).digest().toString(keyEncoding);
}

export function subjectsOf({ type, data }: Pick<StoredExample, 'type' | 'data'>): readonly string[] {
  return subjectsIn(data, personalFields[type] ?? []);
}

function stored({ type, data }: Event, schema: number): StoredExample {
  const stream = `example-${type}_${schema}`;
  const keys = new Map(subjectsOf({ type, data }).map((subject) => [subject, exampleKeyOf(subject)]));
  const fields = personalFields[type] ?? [];
  const hash = sha256(`${type} ${schema}`);
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return {
    ...{ stream, id, type, data: fields.length > 0 ? seal(data, fields, keys, `${stream} ${type}`) : data },
    meta: { commandId: `example ${type}`, correlationId: `example ${type}`, by: 'system:example', at, schema },
  };
}

function namesThere(): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .toSorted()
    : [];
}

function knownSums(): Map<string, string> {
  const text = existsSync(sums) ? readFileSync(sums, 'utf8') : '';
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
