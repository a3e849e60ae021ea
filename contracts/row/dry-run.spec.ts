import { describe, expect, test } from '@jest/globals';
import { executionSettings } from '#contracts/execution/settings';
import { connectionIdOf, type FlowDocument } from '#contracts/flow/document';
import { dryRun } from './dry-run.ts';
import { rowExamples } from './examples.ts';
import type { RowContext } from './input.ts';
import { prepareFlow } from './prepared-flow.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const channelId = '0193f1a0-0000-7000-8000-000000000004';

/** Start, then these steps one behind the other. */
function flowOf(...steps: readonly (readonly [type: string, port: string, config: object])[]): FlowDocument {
  const all = [['Start', 'next', {}] as const, ...steps].map(([type, port, config], i) => ({
    id: `s${i}`,
    type,
    port,
    config,
  }));
  const ways = all.slice(0, -1).map(({ id, port }, i) => ({ from: id, port, to: `s${i + 1}` }));
  return {
    steps: Object.fromEntries(
      all.map(({ id, type, config }) => [id, { id, type, x: 0, y: 0, config: config as never }]),
    ),
    connections: Object.fromEntries(ways.map((way) => [connectionIdOf(way), way])),
    meta: {},
  };
}

const end = ['End', '', { outcome: 'done' }] as const;
const ask = ['SendTemplate', 'sent', { templateId, variables: { 1: '{{name}}' } }] as const;

function run(document: FlowDocument, values: Record<string, string>, change: Partial<RowContext> = {}) {
  const context: RowContext = {
    ...{ at: '2026-11-24T12:00:00.000Z', run: 'running', disclosure: '', hold: null, agents: new Map() },
    settings: executionSettings.parse({ quietHours: null }),
    flow: prepareFlow(document),
    channels: [{ channelId, kind: 'whatsapp', number: '+56600000001' }],
    templates: new Map([
      [
        templateId,
        { templateId, name: 't', language: 'en', body: 'Hello {{1}}', variables: ['1'], approval: 'approved' as const },
      ],
    ]),
    contact: { suppressed: null, lastInbound: {} },
    ...change,
  };
  return dryRun({ ...rowExamples.RowStarted.data, phone: '+56961234567', values }, context);
}

describe('a dry run', () => {
  test('says who would be contacted at once', () => {
    expect(run(flowOf(ask, end), { name: 'Ana' })).toEqual({ verdict: 'contacted' });
  });
  test('says why somebody would not be', () => {
    const suppressed = { contact: { suppressed: 'manual', lastInbound: {} } } as const;
    expect(run(flowOf(ask, end), { name: '' })).toEqual({ verdict: 'skipped', reason: 'VariableMissing' });
    expect(run(flowOf(ask, end), { name: 'Ana' }, suppressed)).toEqual({
      verdict: 'skipped',
      reason: 'ContactSuppressed',
    });
    expect(run(flowOf(ask, end), { name: 'Ana' }, { templates: new Map() })).toEqual({
      ...{ verdict: 'skipped', reason: 'TemplateMissing' },
    });
    expect(run(flowOf(end), { name: 'Ana' })).toEqual({ verdict: 'skipped', reason: 'EndsWithoutContact' });
  });
  test('says who would have to wait first', () => {
    expect(run(flowOf(['Delay', 'next', { seconds: 3_600 }], ask, end), { name: 'Ana' })).toEqual({ verdict: 'later' });
  });
});
