import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffFlow } from './diff.ts';
import { emptyDocument, type FlowDocument } from './document.ts';
import { documentOf } from './evolve.ts';
import { editsTo } from './local-edits.ts';
import { judgePush } from './push.ts';
import { emptyFlow, type FlowState } from './state.ts';
import { starterFlow } from './starter-flow.ts';

const flowId = '0193f1a0-0000-7000-8000-000000000001';
const uuid = (n: number): string => `0193f1a0-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** What somebody pushes from a device of their own. */
function pushed(state: FlowState, actor: string, device: number, bodies: readonly object[]): FlowState {
  const ops = bodies.map((body, i) => ({
    ...{ opId: uuid(device * 1_000 + i), replica: uuid(device), seq: i + 1, v: 1, flowId, at: 0, k: '' },
    ...body,
  }));
  const judged = judgePush(state, { replica: uuid(device), ops: ops as never, actor });
  expect([judged.status, judged.events.map(({ type }) => type)]).toEqual(['ok', ops.map(() => 'FlowEditApplied')]);
  return judged.state;
}

const first = pushed(emptyFlow, 'ana', 1, starterFlow({ templateId: uuid(9), variables: {}, timeoutSeconds: 60 }));
const published = documentOf(first);
const [wait = ''] = Object.keys(published.steps).filter((id) => published.steps[id]?.type === 'WaitForResponse');

describe('the difference between two drawings', () => {
  test('of the same drawing is nothing', () => {
    expect(diffFlow(published, published, first.authors)).toEqual([]);
  });
  test('names each change with whoever made it', () => {
    const second = pushed(first, 'ben', 2, [
      { k: 'setField', id: wait, field: 'timeoutSeconds', from: 60, to: 120 },
      { k: 'addStep', id: 'late', type: 'End', x: 0, y: 0, config: { outcome: 'late' } },
    ]);
    const third = pushed(second, 'eva', 3, [{ k: 'setMeta', field: 'note', to: 'ask twice' }]);
    expect(diffFlow(published, documentOf(third), third.authors)).toMatchObject([
      { kind: 'stepAdded', step: 'late', type: 'End', by: 'ben', rev: first.rev + 2 },
      { kind: 'fieldSet', step: wait, field: 'timeoutSeconds', before: 60, after: 120, by: 'ben', rev: first.rev + 1 },
      { kind: 'metaSet', field: 'note', before: null, after: 'ask twice', by: 'eva', rev: first.rev + 3 },
    ]);
  });
  test('a connection that leads elsewhere is one that went and one that came, by the same person', () => {
    const [id = '', old] = Object.entries(published.connections).find(([, { from }]) => from === wait) ?? [];
    const to = Object.keys(published.steps).find((step) => step !== old?.to && step !== wait && step !== 'start') ?? '';
    const moved = pushed(first, 'ben', 2, [{ k: 'connect', from: wait, port: old?.port, to, replaces: id }]);
    expect(diffFlow(published, documentOf(moved), moved.authors)).toMatchObject(
      [
        { kind: 'connected', connection: { to }, by: 'ben' },
        { kind: 'disconnected', connection: { to: old?.to }, by: 'ben' },
      ].toSorted((left, right) => ((left.connection.to ?? '') < (right.connection.to ?? '') ? -1 : 1)),
    );
  });
  test('says everything: edits are needed exactly where there is a difference', () => {
    const steps = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.record({
        type: fc.constantFrom('End', 'Delay'),
        x: fc.constantFrom(0, 1),
        outcome: fc.constantFrom('x', 'y'),
      }),
    );
    const drawn = steps.map((found): FlowDocument => ({
      ...emptyDocument,
      steps: Object.fromEntries(
        Object.entries(found).map(([id, { type, x, outcome }]) => [id, { id, type, x, y: 0, config: { outcome } }]),
      ),
    }));
    fc.assert(
      fc.property(drawn, drawn, (before, after) => {
        const state = pushed(emptyFlow, 'ana', 1, editsTo(emptyFlow, before));
        expect(diffFlow(before, after).length > 0).toBe(editsTo(state, after).length > 0);
      }),
    );
  });
  test('of a whole flow against none names every step and every connection', () => {
    const changes = diffFlow(emptyDocument, published);
    const [added, connected] = [Object.keys(published.steps).length, Object.keys(published.connections).length];
    expect(changes.map(({ kind }) => kind).filter((kind) => kind === 'stepAdded').length).toBe(added);
    expect(changes.length).toBe(added + connected);
  });
});
