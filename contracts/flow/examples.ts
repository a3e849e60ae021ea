import type { FlowEvent } from './events.ts';
import type { Op } from './operation.ts';
import type { FlowVersionsEvent } from './versions.ts';

const flowId = '0193f1a0-0000-7000-8000-000000000003';
const head = { replica: '0193f1a0-0000-7000-8000-00000000000a', v: 1, flowId, at: 1_795_521_600_000 } as const;
const addStep: Op = {
  ...head,
  ...{
    opId: '0193f1a0-0000-7000-8000-0000000000b1',
    seq: 1,
    k: 'addStep',
    id: 'greet',
    type: 'SendMessage',
    x: 120,
    y: 80,
  },
  config: { text: 'Hello {{name}}' },
};
const setField: Op = {
  ...head,
  ...{
    opId: '0193f1a0-0000-7000-8000-0000000000b2',
    seq: 2,
    k: 'setField',
    id: 'greet',
    field: 'text',
    from: 'Hello',
    to: 'Good day',
  },
};
const actor = 'person-0f0e';

/** One example of every event of a flow's edits. */
export const flowExamples = {
  FlowEditApplied: { type: 'FlowEditApplied', data: { op: addStep, actor } },
  FlowEditIgnored: { type: 'FlowEditIgnored', data: { op: addStep, actor, why: 'duplicate' } },
  FlowEditConflicted: {
    type: 'FlowEditConflicted',
    data: { op: setField, actor, kind: 'field', theirs: { value: 'Hello {{name}}' } },
  },
  FlowEditRejected: {
    type: 'FlowEditRejected',
    data: { op: { ...head, opId: setField.opId, seq: 3, k: 'paintStep' }, actor, code: 'unknown-operation' },
  },
} satisfies { [E in FlowEvent as E['type']]: E };

/** One example of every event around a flow's edits. */
export const flowVersionsExamples = {
  FlowCreated: { type: 'FlowCreated', data: { flowId, name: 'Reminder' } },
  FlowPublished: {
    type: 'FlowPublished',
    data: {
      ...{ flowId, version: 1, rev: 3 },
      document: {
        steps: {
          start: { id: 'start', type: 'Start', x: 0, y: 0, config: {} },
          end: { id: 'end', type: 'End', x: 200, y: 0, config: { outcome: 'done' } },
        },
        connections: { 'start/next>end': { from: 'start', port: 'next', to: 'end' } },
        meta: { name: 'Reminder' },
      },
    },
  },
  FlowArchived: { type: 'FlowArchived', data: { flowId } },
  FlowUnarchived: { type: 'FlowUnarchived', data: { flowId } },
} satisfies { [E in FlowVersionsEvent as E['type']]: E };
