import { createHash, randomUUID } from 'node:crypto';
import { campaignExamples } from '#contracts/campaign/examples';
import type { Event } from '#contracts/kernel/event';
import { personalFields } from '#contracts/registry';
import { executionSettings } from '#contracts/execution/settings';
import { projections } from '#projections/all';
import { reportingSql } from '#projections/reporting';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { createLog } from '#server/engine/log/create-log';
import { openKeyRing } from '#server/engine/log/key-ring';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';
import { follow } from '#server/engine/subscriptions/follow';
import { installProjections } from '#server/engine/subscriptions/install-projections';
import { movesTogether } from '#server/engine/subscriptions/moves-together';
import { migrations } from '#server/migrations';
import { everyStepFlow, playRow, type PlayedRun, type Written } from './played-run.ts';

/** A log and its read tables, which follow it in small batches. Nothing executes: what happens is written by hand. */
export type RecordedHistory = {
  readonly db: Database;
  readonly log: Log;
  write(stream: string, events: readonly Event[], at?: string): Promise<void>;
  caughtUp(): Promise<void>;
  close(): Promise<void>;
};

export async function openRecordedHistory(): Promise<RecordedHistory> {
  const { db, close } = await openTestDatabase(migrations);
  await installProjections(db, projections, reportingSql);
  const store = openPostgresEventStore(db);
  const log = createLog({ store, keyRing: openKeyRing(db), personal: personalFields });
  const stopping = new AbortController();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const revisions = new Map<string, number>();
  const move = movesTogether(db.derived);
  const following = projections.map((subscriber) =>
    follow({
      ...{ log, db, move, subscriber, publish: () => undefined, signal: stopping.signal, batch: 97 },
      report: ({ state, sentence }) => {
        if (state === 'failed') failed.reject(new Error(`A read table does not follow the log: ${sentence}`));
      },
    }),
  );
  return {
    ...{ db, log },
    write: async (stream, events, at = '2026-11-24T09:00:00.000Z') => {
      const commandId = randomUUID();
      const revision = revisions.get(stream) ?? -1;
      revisions.set(stream, revision + events.length);
      await log.append(stream, revision < 0 ? 'no-stream' : revision, events, {
        commandId,
        correlationId: commandId,
        by: 'system:test',
        at,
      });
    },
    caughtUp: async () => {
      const names = projections.map(({ name }) => name);
      await Promise.race([caughtUp(log, db, names), failed.promise]);
    },
    close: async () => {
      stopping.abort();
      await Promise.all(following);
      await store.close();
      await close();
    },
  };
}

/** A campaign with its channels, template, agent and flow, and a run of so many rows, played by chance from a seed. */
export async function recordRun(
  history: RecordedHistory,
  {
    rows,
    seed,
    campaignId = randomUUID(),
    retryOf = null,
  }: { rows: number; seed: number; campaignId?: string; retryOf?: string | null },
): Promise<PlayedRun & { readonly phones: readonly string[]; readonly names: readonly string[] }> {
  const run = {
    ...{ executionId: randomUUID(), campaignId, templateId: randomUUID() },
    ...{ whatsappId: randomUUID(), voiceId: randomUUID(), agentId: randomUUID() },
  };
  await recordSetting(history, run, rows, retryOf);
  const chance = chanceOf(seed);
  const people = Array.from({ length: rows }, (_each, n) => {
    const phone = `+569${71_000_000 + n * 17}`;
    const contactId = createHash('sha256').update(phone).digest('hex').slice(0, 32);
    return { n, contactId, phone, name: `Quillabamba${n}` };
  });
  const played = people.map((person) => playRow(run, person, chance));
  await Promise.all(played.map(({ written }) => writeAll(history, written)));
  await Promise.all(
    played.map(({ late }) =>
      writeAll(
        history,
        late.toSorted(() => chance() - 0.5),
      ),
    ),
  );
  return { ...run, phones: people.map(({ phone }) => phone), names: people.map(({ name }) => name) };
}

async function writeAll({ write }: RecordedHistory, all: readonly Written[]): Promise<void> {
  for (const { stream, events, at } of all) if (events.length > 0) await write(stream, events, at);
}

async function recordSetting(
  { write }: RecordedHistory,
  run: PlayedRun,
  rows: number,
  retryOf: string | null,
): Promise<void> {
  const { executionId, campaignId, templateId, whatsappId, voiceId, agentId } = run;
  const channel = { provider: 'sandbox', name: 'Sender' } as const;
  const flowId = randomUUID();
  await write(`channel-${whatsappId}`, [
    {
      type: 'ChannelRegistered',
      data: { ...channel, channelId: whatsappId, kind: 'whatsapp', number: '+56600000001' },
    },
  ]);
  await write(`channel-${voiceId}`, [
    { type: 'ChannelRegistered', data: { ...channel, channelId: voiceId, kind: 'voice', number: '+56600000002' } },
    { type: 'ChannelRatesSet', data: { channelId: voiceId, perSecond: 0.5, newContactsPerDay: null } },
    { type: 'InboundCallsClaimed', data: { channelId: voiceId, campaignId } },
  ]);
  await write(`agent-${agentId}`, [
    { type: 'AgentAdded', data: { agentId, name: 'Ana P', number: '+56221234567', away: null } },
  ]);
  const template = { templateId, name: 'reminder', language: 'en', body: 'Hello {{1}}', category: 'utility' };
  await write(`template-${templateId}`, [
    { type: 'TemplateRegistered', data: { ...template, variables: ['1'], approval: 'approved' } },
  ]);
  await write(`flowVersions-${flowId}`, [
    { type: 'FlowCreated', data: { flowId, name: 'Every step' } },
    { type: 'FlowPublished', data: { flowId, version: 1, rev: 0, document: everyStepFlow(run) } },
  ]);
  const settings = executionSettings.parse({ quietHours: null });
  await write(`campaign-${campaignId}`, [
    { type: 'CampaignCreated', data: { ...campaignExamples.CampaignCreated.data, campaignId, flowId } },
    { type: 'CampaignRulesSet', data: { campaignId, defaultCountry: 'CL', disclosure: 'An AI speaks.' } },
    {
      type: 'CampaignExecutionStarted',
      data: {
        ...campaignExamples.CampaignExecutionStarted.data,
        ...{ campaignId, executionId, flowId, flowVersion: 1, rows, channelIds: [whatsappId, voiceId] },
        ...{ settings, retryOf },
      },
    },
  ]);
  const slices = [{ chunk: 0, offset: 0, count: rows }];
  await write(`execution-${executionId}`, [
    { type: 'BatchAdmitted', data: { executionId, batch: 0, firstRow: 0, rows, slices } },
  ]);
}

/** Chance from a seed (mulberry32), the same every time. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
