import { expect, test } from '@jest/globals';
import { connectionIdOf, type FlowDocument } from './document.ts';
import { everyStepFlow } from './every-step-flow.ts';
import { stepDefinitions } from './steps.ts';
import { blocking, validateFlow } from './validate.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const agentId = '0193f1a0-0000-7000-8000-000000000009';

test('the flow with every type of step has them all, and nothing that blocks', () => {
  const bodies = everyStepFlow({
    templateId,
    nameColumn: 'name',
    callUs: '+56600000009',
    transferTo: { of: 'agent', agentId },
  });
  const steps = bodies.flatMap((body) => (body.k === 'addStep' ? [body] : []));
  const ways = bodies.flatMap((body) => (body.k === 'connect' ? [body] : []));
  expect(new Set(steps.map(({ type }) => type))).toEqual(new Set(Object.keys(stepDefinitions)));
  const document: FlowDocument = {
    steps: Object.fromEntries(steps.map(({ k: _k, ...step }) => [step.id, step])),
    connections: Object.fromEntries(
      ways.map(({ from, port, to }) => [connectionIdOf({ from, port, to }), { from, port, to }]),
    ),
    meta: {},
  };
  const facts = {
    channels: [
      { channelId: '0193f1a0-0000-7000-8000-000000000004', kind: 'whatsapp', answers: false },
      { channelId: '0193f1a0-0000-7000-8000-000000000008', kind: 'voice', answers: true },
    ],
    templates: [{ templateId, name: 'question', approval: 'approved', variables: ['1', '2'] }],
    agents: [{ agentId }],
    columns: ['name', 'phone'],
  } as const;
  expect(blocking(validateFlow(document, facts))).toEqual([]);
});
