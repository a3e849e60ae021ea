import { describe, expect, test } from '@jest/globals';
import { documentOf } from './evolve.ts';
import { readFlowFile, writeFlowFile } from './flow-file.ts';
import { writeOn } from './local-edits.ts';
import { starterFlow } from './starter-flow.ts';
import { emptyFlow } from './state.ts';

const writer = writeOn(emptyFlow);
starterFlow({ templateId: '0193f1a0-0000-7000-8000-000000000006', variables: {} }).forEach(writer.add);
const document = documentOf(writer.state);
const written = JSON.parse(writeFlowFile({ name: 'Visits', document })) as Record<string, unknown>;
const why = (change: Record<string, unknown>): unknown => {
  const read = readFlowFile(JSON.stringify({ ...written, ...change }));
  return read.ok ? 'read' : read.refusal;
};
const step = (id: string): object => ({ id, type: 'End', x: 0, y: 0, config: { outcome: 'Done' } });

describe('A flow as a file', () => {
  test('is read as it was written', () => {
    expect(readFlowFile(JSON.stringify(written))).toEqual({ ok: true, file: { name: 'Visits', document } });
  });
  test.each(['', 'hello', '{"kind":', '<html></html>'])('is none that is no JSON: %s', (text) => {
    expect(readFlowFile(text)).toEqual({ ok: false, refusal: { why: 'not-json' } });
  });
  test.each(['1', 'null', '[]', '{}', '{"steps":[]}', '{"kind":"other","version":1}'])('is none: %s', (text) => {
    expect(readFlowFile(text)).toEqual({ ok: false, refusal: { why: 'not-a-flow' } });
  });
  test('of a newer version is not guessed at', () => {
    expect(why({ version: 2 })).toEqual({ why: 'newer', found: 2, wanted: 1 });
  });
  test('with 5,000 steps says how many fit', () => {
    const steps = Array.from({ length: 5_000 }, (_, i) => step(`s${i}`));
    expect(why({ steps })).toEqual({ why: 'too-many-steps', found: 5_000, wanted: 500 });
  });
  test.each([
    ['a step without a place', { steps: [{ id: 'a', type: 'End', config: {} }] }, 'steps.0'],
    ['a step twice', { steps: [step('a'), step('a')] }, 'steps.1'],
    ['a step with the name of what every object has', { steps: [step('constructor')] }, 'steps.0'],
    ['a step that is a number', { steps: [4] }, 'steps.0'],
    ['a connection without a port', { connections: [{ from: 'start', to: 'ask' }] }, 'connections.0'],
    ['steps that are no list', { steps: 'many' }, 'steps'],
  ])('with %s is broken there', (_name, change, found) => {
    expect(why(change)).toEqual({ why: 'broken', found });
  });
  test('leaves out what leads nowhere, and a second way out of one port', () => {
    const steps = [step('a'), step('b')];
    const connections = [
      { from: 'a', port: 'next', to: 'gone' },
      { from: 'a', port: 'next', to: 'b' },
      { from: 'a', port: 'next', to: 'a' },
    ];
    const read = readFlowFile(JSON.stringify({ ...written, steps, connections }));
    expect(read.ok && Object.keys(read.file.document.connections)).toEqual(['a/next>a']);
  });
});
