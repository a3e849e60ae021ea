import { expect, test } from '@jest/globals';
import type { FlowChange } from '#contracts/flow/diff';
import { changeLines } from './change-lines.ts';

const words = {
  t: (key: string, params: Readonly<Record<string, string | number>> = {}) => [key, ...Object.values(params)].join(' '),
  port: ({ name, label }: { name: string; label: string | null }) => label ?? name,
  kind: (type: string) => type,
  field: (_type: string, field: string) => field,
  part: (name: string) => name,
  duration: (seconds: number) => `${seconds} s`,
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
    called: new Map(),
    who: (actor) => actor,
  });
  expect(lines.map(({ what }) => what)).toEqual(['publish.connected Yes step b', 'publish.connected timeout step b']);
});

test('what is named by an id is called by its name, and a time by its measure', () => {
  const templateId = '0193f1a0-0000-7000-8000-000000000006';
  const set = (field: string, after: FlowChange['after']): FlowChange => ({
    ...{ kind: 'fieldSet', step: 'a', type: 'Delay', field, before: null, after },
    ...{ connection: null, by: null, rev: 1 },
  });
  const branches = [{ id: '4f1c', label: 'Yes', keywords: ['si', 'yes'] }];
  const lines = changeLines([set('templateId', templateId), set('seconds', 5), set('branches', branches)], {
    ...{ words, nameOf: (step: string) => step, labelOf: () => null, who: (actor: string) => actor },
    called: new Map([[templateId, 'reminder']]),
  });
  expect(lines.map(({ after }) => after)).toEqual(['reminder', '5 s', 'label: Yes, keywords: si; yes']);
});
