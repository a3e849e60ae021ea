import { describe, expect, test } from '@jest/globals';
import { campaignExamples } from '#contracts/campaign/examples';
import { dataSetExamples } from '#contracts/data-set/examples';
import { executionExamples } from '#contracts/execution/examples';
import { flowExamples, flowVersionsExamples } from '#contracts/flow/examples';
import { operationBody } from '#contracts/flow/operation';
import { detailLines, unsaid } from './detail-lines.ts';
import en from './texts/en.json' with { type: 'json' };

const said = {
  label: (field: string) => `<${field}>`,
  value: (value: string) => (value === 'w-1' ? 'Our sender' : value),
  number: String,
};

describe('The details of what happened', () => {
  test('are its facts, without what it happened to and what only programs need', () => {
    const data = { campaignId: 'c', channelId: 'w-1', kind: 'whatsapp', seq: 3 };
    expect(detailLines({ id: 'c', data }, said)).toEqual([
      { label: '<channelId>', value: 'Our sender' },
      { label: '<kind>', value: 'whatsapp' },
    ]);
  });
  test('go into settings, two tables deep, and write down what lies deeper', () => {
    const data = { settings: { batchSize: 5, retries: { busy: { most: 1, afterSeconds: 60 } } }, startsAt: null };
    expect(detailLines({ id: 'c', data }, said)).toEqual([
      { label: '<settings> · <batchSize>', value: '5' },
      { label: '<settings> · <retries> · <busy>', value: '<most>: 1, <afterSeconds>: 60' },
      { label: '<startsAt>', value: '–' },
    ]);
  });
  test('show a list with a mark between its parts', () => {
    const data = {
      checklist: [
        { item: 'flow', ok: true, sentence: '', fixAt: 'flow' },
        { item: 'channel', ok: true },
      ],
    };
    expect(detailLines({ id: 'c', data }, said)).toEqual([
      { label: '<checklist>', value: '<item>: flow, <ok>: true; <item>: channel, <ok>: true' },
    ]);
  });
});

/** Named by people, or shown elsewhere: a drawing, the columns of a file, the settings of a step. */
const free: ReadonlySet<string> = new Set(['document', 'values', 'config', 'rejectedByCode', 'theirs']);
const { DataSetRowsImported: _rows, ...dataSet } = dataSetExamples;

test('every field of every event that a history shows has a name', () => {
  const events = [campaignExamples, executionExamples, dataSet, flowExamples, flowVersionsExamples];
  const fields = new Set<string>(operationBody.options.flatMap((option) => Object.keys(option.shape)));
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null)
      for (const [field, each] of Object.entries(value)) {
        if (unsaid.has(field)) continue;
        fields.add(field);
        if (!free.has(field)) walk(each);
      }
  };
  for (const { data } of events.flatMap((each) => Object.values(each) as { data: object }[])) walk(data);
  expect([...fields].filter((field) => !unsaid.has(field) && !(field in en.labels))).toEqual([]);
});
