import { describe, expect, test } from '@jest/globals';
import { readFlowFile } from '#contracts/flow/flow-file';
import { writeOn } from '#contracts/flow/local-edits';
import type { Body } from '#contracts/flow/operation';
import { starterFlow } from '#contracts/flow/starter-flow';
import { emptyFlow } from '#contracts/flow/state';
import { copied, pasted } from './pasting.ts';

const writer = writeOn(emptyFlow);
starterFlow({ templateId: '0193f1a0-0000-7000-8000-000000000006', variables: {} }).forEach(writer.add);
const flow = writer.state;

describe('Copy and paste', () => {
  test('carries steps and what is between them into another flow, under new ids and at a new place', () => {
    const read = readFlowFile(copied(flow, new Set(['ask', 'wait', 'thank']), 'Visits'));
    if (!read.ok) throw new Error(`The clipboard holds ${read.refusal.why}; a part of a flow was wanted.`);
    const result = pasted(emptyFlow, read.file.document, { x: 1000, y: 500 });
    if (!result.ok) throw new Error('An empty flow has room for three steps.');
    const target = writeOn(emptyFlow);
    result.edits.forEach(target.add);
    expect([...target.state.steps.values()].map(({ type }) => type).sort()).toEqual([
      ...['SendMessage', 'SendTemplate', 'WaitForResponse'],
    ]);
    expect(Math.min(...[...target.state.steps.values()].map(({ x }) => x))).toBe(1000);
    expect([...target.state.connections.values()]).toHaveLength(1);
    expect(result.ids.some((id) => flow.steps.has(id))).toBe(false);
  });
  test('of more steps than fit pastes nothing and says how many would', () => {
    const full = writeOn(emptyFlow);
    for (let i = 0; i < 495; i += 1)
      full.add({ k: 'addStep', id: `s${i}`, type: 'End', x: 0, y: 0, config: {} } satisfies Body);
    const part = { steps: Object.fromEntries(flow.steps), connections: {}, meta: {} };
    expect(pasted(full.state, part, { x: 0, y: 0 })).toEqual({ ok: false, room: 5, wanted: flow.steps.size });
  });
});
