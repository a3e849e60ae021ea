import { describe, expect, test } from '@jest/globals';
import type { FlowDocument, Step } from './document.ts';
import { connectionIdOf } from './document.ts';
import type { FlowFacts } from './finding.ts';
import { starterFlow } from './starter-flow.ts';
import { validateFlow } from './validate.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const channelId = '0193f1a0-0000-7000-8000-000000000004';
const facts: FlowFacts = {
  channels: [{ channelId, kind: 'whatsapp', answers: false }],
  templates: [{ templateId, name: 'reminder', approval: 'approved', variables: ['1'] }],
  agents: [],
  columns: ['name', 'phone'],
};

/** The starter flow as a document, which has nothing wrong with it, changed by a test. */
function documentWith(
  change: (draft: {
    steps: Record<string, Step>;
    connections: FlowDocument['connections'] & Record<string, { from: string; port: string; to: string }>;
  }) => void,
): FlowDocument {
  const draft: Parameters<typeof change>[0] = { steps: {}, connections: {} };
  for (const body of starterFlow({ templateId, variables: { 1: '{{name}}' } })) {
    if (body.k === 'addStep')
      draft.steps[body.id] = { id: body.id, type: body.type, x: body.x, y: body.y, config: body.config };
    if (body.k === 'connect')
      draft.connections[connectionIdOf(body)] = { from: body.from, port: body.port, to: body.to };
  }
  change(draft);
  return { ...draft, meta: {} };
}

const found = (document: FlowDocument, with_: FlowFacts = facts) => validateFlow(document, with_);
const blocking = (document: FlowDocument, with_?: FlowFacts): string[] =>
  found(document, with_)
    .filter(({ severity }) => severity === 'blocks')
    .map(({ code }) => code);

describe('validation', () => {
  test('finds nothing that blocks in the starter flow', () => {
    expect(blocking(documentWith(() => undefined))).toEqual([]);
  });
  test('an empty flow has no Start and no End', () => {
    expect(blocking({ steps: {}, connections: {}, meta: {} })).toEqual(['NoStart', 'NoEnd']);
  });
  test('a second Start is one too many', () => {
    expect(
      blocking(documentWith(({ steps }) => (steps.start2 = { id: 'start2', type: 'Start', x: 0, y: 0, config: {} }))),
    ).toContain('SecondStart');
  });
  test('a required port that leads nowhere blocks, and says which', () => {
    const finding = found(documentWith(({ connections }) => delete connections['wait/timeout>silent'])).filter(
      ({ severity }) => severity === 'blocks',
    );
    expect(finding).toMatchObject([
      { code: 'PortLeadsNowhere', step: 'wait', port: 'timeout' },
      { code: 'StepUnreachable', step: 'silent' },
    ]);
  });
  test('an optional port that leads nowhere warns', () => {
    const finding = found(documentWith(() => undefined)).find(
      ({ code, step, port }) => code === 'PortLeadsNowhere' && step === 'ask' && port === 'failed',
    );
    expect(finding?.severity).toBe('warns');
  });
  test('a connection to a step that is not there dangles', () => {
    expect(
      blocking(
        documentWith(
          ({ connections }) => (connections['ask/failed>gone'] = { from: 'ask', port: 'failed', to: 'gone' }),
        ),
      ),
    ).toEqual(['ConnectionDangles']);
  });
  test('a connection from a port that the step does not have dangles', () => {
    expect(
      blocking(
        documentWith(
          ({ connections }) => (connections['ask/painted>silent'] = { from: 'ask', port: 'painted', to: 'silent' }),
        ),
      ),
    ).toEqual(['ConnectionDangles']);
  });
  test('a step that no way leads to is unreachable', () => {
    expect(
      blocking(
        documentWith(
          ({ steps }) => (steps.lost = { id: 'lost', type: 'End', x: 0, y: 0, config: { outcome: 'Lost' } }),
        ),
      ),
    ).toEqual(['StepUnreachable']);
  });
  test('free text before the contact has answered is blocked', () => {
    const early = documentWith(({ connections }) => {
      delete connections['start/next>ask'];
      connections['start/next>regret'] = { from: 'start', port: 'next', to: 'regret' };
    });
    expect(blocking(early)).toContain('WindowCannotBeOpen');
  });
  test('a loop without a waiting step in it warns, one with it does not', () => {
    const retry = (to: string) =>
      documentWith(({ connections }) => (connections[`ask/failed>${to}`] = { from: 'ask', port: 'failed', to }));
    expect(found(retry('ask')).map(({ code }) => code)).toContain('LoopWithoutWait');
    expect(found(retry('silent')).map(({ code }) => code)).not.toContain('LoopWithoutWait');
  });
  test('a step type of another version is named', () => {
    expect(
      blocking(
        documentWith(({ steps }) => (steps.silent = { id: 'silent', type: 'Teleport', x: 0, y: 0, config: {} })),
      ),
    ).toContain('UnknownStepType');
  });
  test('a missing setting names its field', () => {
    const finding = found(
      documentWith(({ steps }) => (steps.silent = { id: 'silent', type: 'End', x: 0, y: 0, config: {} })),
    ).find(({ code }) => code === 'SettingMissing');
    expect(finding).toMatchObject({ step: 'silent', field: 'outcome' });
  });
});
