import { expect, test } from '@jest/globals';
import type { FlowChange } from '#contracts/flow/diff';
import { changeLines } from './change-lines.ts';

const words = {
  t: (key: string, params: Readonly<Record<string, string | number>> = {}) => [key, ...Object.values(params)].join(' '),
  port: ({ name, label }: { name: string; label: string | null }) => label ?? name,
  kind: (type: string) => type,
  field: (_type: string, field: string) => field,
};
const connected = (port: string): FlowChange => ({
  ...{ kind: 'connected', step: 'a', type: 'ResponseBranch', field: null, before: null, after: null },
  ...{ connection: { from: 'a', port, to: 'b' }, by: null, rev: 1 },
});

test('a way out is called as a person named it, and otherwise by its kind', () => {
  const lines = changeLines([connected('4f1c'), connected('timeout')], {
    words,
    nameOf: (step) => `step ${step}`,
    labelOf: (step, port) => (step === 'a' && port === '4f1c' ? 'Yes' : null),
    who: (actor) => actor,
  });
  expect(lines.map(({ what }) => what)).toEqual(['publish.connected Yes step b', 'publish.connected timeout step b']);
});
