import { describe, expect, test } from '@jest/globals';
import { callbackStream } from '#contracts/callback/callback';
import { campaign } from '#contracts/campaign/campaign';
import { campaignExamples } from '#contracts/campaign/examples';
import { channel } from '#contracts/channel/channel';
import { channelExamples } from '#contracts/channel/examples';
import { contact } from '#contracts/contact/contact';
import { contactExamples } from '#contracts/contact/examples';
import { dataSet } from '#contracts/data-set/data-set';
import { dataSetExamples } from '#contracts/data-set/examples';
import { executionExamples } from '#contracts/execution/examples';
import { execution } from '#contracts/execution/execution';
import { evolve as evolveFlow } from '#contracts/flow/evolve';
import { flowExamples, flowVersionsExamples } from '#contracts/flow/examples';
import { emptyFlow } from '#contracts/flow/state';
import { flowVersions } from '#contracts/flow/versions';
import { canonical } from '#contracts/kernel/canonical';
import { fold } from '#contracts/kernel/decider';
import { organisationExamples } from '#contracts/organisation/examples';
import { organisation } from '#contracts/organisation/organisation';
import { personExamples } from '#contracts/person/examples';
import { person } from '#contracts/person/person';
import { eventExamples, personalFields } from '#contracts/registry';
import { rowExamples } from '#contracts/row/examples';
import { evolve as evolveRow, queuedRow } from '#contracts/row/state';
import { template } from '#contracts/template/template';
import { templateExamples } from '#contracts/template/examples';

const all = Object.entries(eventExamples);

describe('every event', () => {
  test.each(all)('%s is named by its type and survives JSON', (type, example) => {
    expect(example.type).toBe(type);
    expect(JSON.parse(JSON.stringify(example))).toEqual(example);
  });
  test.each(all)('%s is a noun and a past participle', (type) => {
    expect(type).toMatch(/^([A-Z][a-z]+)+(ed|Set|Forgotten|InDoubt|Ready|Absent|In)$/);
  });
});

describe('every decider evolves every event of its own from the beginning, twice to the same state', () => {
  const deciders = [
    ['campaign', campaign, Object.values(campaignExamples)],
    ['channel', channel, Object.values(channelExamples)],
    ['template', template, Object.values(templateExamples)],
    ['contact', contact, Object.values(contactExamples)],
    ['dataSet', dataSet, Object.values(dataSetExamples)],
    ['execution', execution, Object.values(executionExamples)],
    ['flowVersions', flowVersions, Object.values(flowVersionsExamples)],
    ['organisation', organisation, Object.values(organisationExamples)],
    ['person', person, Object.values(personExamples)],
    ['flow', { initial: emptyFlow, evolve: evolveFlow }, Object.values(flowExamples)],
    ['row', { initial: queuedRow, evolve: evolveRow }, Object.values(rowExamples)],
  ] as unknown as readonly (readonly [
    string,
    Parameters<typeof fold>[0],
    readonly { type: string; data: unknown }[],
  ])[];
  test.each(deciders)('%s', (_category, decider, events) => {
    const chosen = events.filter(({ type }) => type !== 'DataSetRowsImported');
    expect(canonical(fold(decider, chosen))).toBe(canonical(fold(decider, chosen)));
  });
});

describe('personal data', () => {
  test.each(Object.entries(personalFields))(
    'the marked fields of %s are there, and so is whose they are',
    (type, marks) => {
      const { data } = (eventExamples as Record<string, { data: object }>)[type] ?? { data: {} };
      for (const { list, subject, fields } of marks) {
        const items = (list === undefined ? [data] : (data as Record<string, unknown>)[list]) as Record<
          string,
          unknown
        >[];
        expect(items.length).toBeGreaterThan(0);
        for (const item of items) for (const name of [subject, ...fields]) expect(item).toHaveProperty(name);
      }
    },
  );
  test.each(Object.entries(personalFields))(
    'of %s stands in lists or in the event itself, not in both',
    (_type, marks) => {
      const lists = marks.flatMap(({ list }) => list ?? []);
      expect(new Set(lists).size).toBe(marks.length === 1 && lists.length === 0 ? 0 : marks.length);
    },
  );
  test('stands nowhere but in marked fields: no phone number, no address, no text of a contact', () => {
    const ours = new Set(['ChannelRegistered']);
    for (const [type, { data }] of all) {
      if (ours.has(type)) continue;
      const open = JSON.stringify(withoutPersonal(type, data));
      expect([type, /\+\d{8,}|@example|Juan|Ana P/.exec(open)?.[0]]).toEqual([type, undefined]);
    }
  });
  test('stands in no stream name', () => {
    expect(callbackStream('0193f1a0-0000-7000-8000-000000000002_0.1', 'read')).toBe(
      'callback-0193f1a0-0000-7000-8000-000000000002_0.1_read',
    );
  });
});

function withoutPersonal(type: string, data: Record<string, unknown>): unknown {
  let open = data;
  for (const { list, fields } of personalFields[type] ?? []) {
    const strip = (item: Record<string, unknown>): Record<string, unknown> =>
      Object.fromEntries(Object.entries(item).filter(([name]) => !fields.includes(name)));
    open = list === undefined ? strip(open) : { ...open, [list]: (open[list] as Record<string, unknown>[]).map(strip) };
  }
  return open;
}
