import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
import { fold } from '#contracts/kernel/decider';
import { personExamples } from '#contracts/person/examples';
import { person } from '#contracts/person/person';
import { rowExamples } from '#contracts/row/examples';
import { evolve as evolveRow, queuedRow } from '#contracts/row/state';
import { template } from '#contracts/template/template';
import { templateExamples } from '#contracts/template/examples';
import { schemaOf, type Upcasters } from '#contracts/kernel/upcasters';
import { eventExamples, personalFields } from '#contracts/registry';
import { upcasters } from '#contracts/upcasters';
import { projections } from '#projections/all';
import { reportingSql } from '#projections/reporting';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { createLog } from '#server/engine/log/create-log';
import { openKeyRing } from '#server/engine/log/key-ring';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { installProjections } from '#server/engine/subscriptions/install-projections';
import { rebuild } from '#server/engine/subscriptions/rebuild';
import { migrations } from '#server/migrations';
import { keyEncoding } from '#server/engine/log/key-table';
import { exampleKeyOf, fileOf, readStoredExamples, subjectsOf } from './docs/stored-examples.ts';

const stored = readStoredExamples();
const files = new Map(stored.map(({ file, example }) => [file, example]));
const today = eventExamples as Readonly<Record<string, { readonly type: string; readonly data: object }>>;

/** Data-set chunks have no decider: they are read as they are. */
const { DataSetRowsImported: _chunk, ...withoutChunks } = dataSetExamples;
const deciders = [
  ['campaign', campaign, campaignExamples],
  ['channel', channel, channelExamples],
  ['template', template, templateExamples],
  ['contact', contact, contactExamples],
  ['dataSet', dataSet, withoutChunks],
  ['execution', execution, executionExamples],
  ['flowVersions', flowVersions, flowVersionsExamples],
  ['person', person, personExamples],
  ['flow', { initial: emptyFlow, evolve: evolveFlow }, flowExamples],
  ['row', { initial: queuedRow, evolve: evolveRow }, rowExamples],
] as unknown as readonly (readonly [string, Parameters<typeof fold>[0], Readonly<Record<string, unknown>>])[];

let db: Database;
let store: EventStore;
let log: Log;
let close: () => Promise<void>;

beforeAll(async () => {
  const opened = await openTestDatabase(migrations);
  ({ db, close } = opened);
  await installProjections(db, projections, reportingSql);
  store = openPostgresEventStore(db);
  log = createLog({ store, keyRing: openKeyRing(db), personal: personalFields, upcasters });
  const subjects = [...new Set(stored.flatMap(({ example }) => subjectsOf(example)))];
  await db.pool.query(
    'insert into private.subject_key(subject_id, key) select * from unnest($1::text[], $2::bytea[])',
    [subjects, subjects.map((subject) => Buffer.from(exampleKeyOf(subject), keyEncoding))],
  );
  for (const { example } of stored) await store.append(example.stream, 'no-stream', [example]);
});
afterAll(async () => {
  await store.close();
  await close();
});

describe('law 1: what was stored once can be read for ever', () => {
  test.each(Object.keys(today))('%s has a stored example of every shape it ever had', (type) => {
    const wanted = Array.from({ length: schemaOf(upcasters, type) }, (_each, i) => fileOf(type, i + 1));
    const missing = wanted.filter((file) => !files.has(file));
    if (missing.length > 0)
      throw new Error(
        `${missing.join(', ')} not found in contracts/stored-examples, one of every shape wanted; run npm run stored-examples and commit what it adds.`,
      );
  });

  test.each(stored.map(({ file, unchanged }) => [file, unchanged] as const))(
    '%s was never changed',
    (file, unchanged) => {
      if (!unchanged)
        throw new Error(
          `contracts/stored-examples/${file} is not as it was first stored; put it back, and add a step to contracts/upcasters.ts for a new shape.`,
        );
    },
  );

  test.each(stored.map(({ file, example }) => [file, example] as const))(
    '%s is opened and brought into the shape of today',
    async (file, example) => {
      const [recorded] = await log.read(example.stream);
      const data = recorded?.event.data ?? {};
      expect([file, Object.keys(data).toSorted()]).toEqual([
        file,
        Object.keys(today[example.type]?.data ?? {}).toSorted(),
      ]);
      expect(Object.values(data)).not.toContain(undefined);
    },
  );

  test.each(deciders)('the stored events of a %s evolve', async (_category, decider, examples) => {
    const own = stored.filter(({ example }) => example.type in examples);
    const streams = await log.readMany(own.map(({ example }) => example.stream));
    const events = Object.keys(examples).flatMap((type) =>
      own.flatMap(({ example }) => (example.type === type ? (streams.get(example.stream) ?? []) : [])),
    );
    expect(events.length).toBeGreaterThan(0);
    expect(
      fold(
        decider,
        events.map(({ event }) => event),
      ),
    ).toBeDefined();
  });

  test('all of them go through every read table', async () => {
    const rebuilt = await rebuild(log, db, projections, { progress: () => undefined, swap: true });
    expect(rebuilt).toHaveLength(projections.length);
  });

  test('a shape that changes without its step is found out, and with it is read', async () => {
    const first = files.get(fileOf('ChannelRegistered', 1));
    if (!first) throw new Error('ChannelRegistered.v1.json is missing; run npm run stored-examples.');
    const step: Upcasters = {
      ChannelRegistered: [(data) => ({ ...(data as object), health: 'unknown' })],
    };
    const other = openPostgresEventStore(db);
    const later = createLog({ store: other, keyRing: openKeyRing(db), personal: personalFields, upcasters: step });
    expect((await later.read(first.stream))[0]?.event.data).toMatchObject({ health: 'unknown' });
    expect((await log.read(first.stream))[0]?.event.data).not.toHaveProperty('health');
    await other.close();
  });
});
