import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { campaign } from '#contracts/campaign/campaign';
import type { Ingest } from '#contracts/carrier';
import type { ChannelRegistered } from '#contracts/channel/events';
import { readPhone } from '#contracts/data-set/phone';
import { executionSettings } from '#contracts/execution/settings';
import { documentOf } from '#contracts/flow/evolve';
import { judgePush } from '#contracts/flow/push';
import { starterFlow } from '#contracts/flow/starter-flow';
import { emptyFlow } from '#contracts/flow/state';
import { flowVersions } from '#contracts/flow/versions';
import type { Command } from '#contracts/kernel/command';
import type { Decider } from '#contracts/kernel/decider';
import type { Event } from '#contracts/kernel/event';
import { template } from '#contracts/template/template';
import { projections } from '#projections/all';
import { createApp, type App } from '#server/app';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { processUpload } from '#server/datasets/process-upload';
import { receiveUpload } from '#server/datasets/receive-upload';
import { askChannel } from '#server/channels/ask-channel';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Database } from '#server/engine/postgres/database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';
import { openInstantCarrier } from './instant-carrier.ts';

/** A whole product without HTTP, with an instant carrier in which everybody answers yes. */
export type Stage = {
  readonly app: App;
  /** Makes a campaign with so many contacts and returns what starts it. */
  prepare(rows: number): Promise<{ start(): Promise<string> }>;
  /** Resolves when the run is completed and every follower has handled all of it. */
  finished(executionId: string): Promise<void>;
  close(): Promise<void>;
};

const by = 'system:bench';
const now = (): string => new Date().toISOString();
const followers = [...projections.map(({ name }) => name), 'dispatcher', 'ledger'];

/** `through`: what stands between the carrier and the product, for who wants to hand its callbacks on themselves. */
export async function openStage(
  db: Database,
  fail: (fault: Error) => void,
  through: (deliver: Ingest) => Ingest = (deliver) => deliver,
): Promise<Stage> {
  const config = {
    ORGANISATION_COUNTRY: undefined,
    PUBLIC_URL: undefined,
    SANDBOX_SECRET: undefined,
    UPLOAD_LIMIT_MB: 1024,
    TRUST_PROXY: 0,
  };
  const app = await createApp({
    ...{ db, store: openPostgresEventStore(db), config, now, report: fail, tell: () => undefined },
    openSandbox: (deliver) => openInstantCarrier(through(deliver)),
  });
  app.start();
  const ask = askingOf(app);
  return {
    app,
    prepare: async (rows) => {
      const ids = {
        campaignId: randomUUID(),
        flowId: randomUUID(),
        channelId: randomUUID(),
        templateId: randomUUID(),
        dataSetId: randomUUID(),
      };
      const { campaignId, channelId, dataSetId } = ids;
      const number = `+1555${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
      await register(app, { channelId, kind: 'whatsapp', provider: 'sandbox', number, name: 'Bench' });
      await makeFlow(app, ids, ask);
      await ask(campaign, campaignId, {
        type: 'CreateCampaign',
        data: { campaignId, flowId: ids.flowId, name: 'Bench', description: '', startsAt: null, endsAt: null },
      });
      await ask(campaign, campaignId, {
        type: 'AssignChannel',
        data: { channelId, channel: { kind: 'whatsapp', provider: 'sandbox', status: 'available' } },
      });
      await importRows(app, db, ids, rows);
      const facts = {
        flow: { version: 1 },
        channelIds: [channelId],
        dataSets: [{ dataSetId, status: 'ready' as const, accepted: rows }],
        active: true,
      };
      await ask(campaign, campaignId, { type: 'ActivateCampaign', data: { facts } });
      await caughtUp(app.log, db, followers);
      return {
        start: async () => {
          const executionId = randomUUID();
          const settings = executionSettings.parse({ batchSize: 10_000, pacing: 'none', quietHours: null });
          await ask(campaign, campaignId, {
            type: 'StartExecution',
            data: {
              ...{ executionId, dataSetId, settings, facts, providers: ['sandbox'] },
              ...{ usualQuietHours: null, retryOf: null },
            },
          });
          return executionId;
        },
      };
    },
    finished: async (executionId) => {
      for (;;) {
        const { rows } = await db.pool.query<{ status: string }>(
          'select status from read.executions where execution_id = $1',
          [executionId],
        );
        if (rows[0]?.status === 'completed') break;
        await wait(20);
      }
      await caughtUp(app.log, db, followers);
    },
    close: () => app.stop(),
  };
}

function askingOf({ log }: App): Ask {
  return async (decider, id, command) => {
    const commandId = randomUUID();
    const provenance = { commandId, correlationId: commandId, by, at: now() };
    const outcome = await handleCommand({ log, decider, id, command, provenance });
    if (outcome.outcome !== 'accepted')
      throw new Error(`Preparing the measurement: ${command.type} was answered with ${JSON.stringify(outcome)}.`);
  };
}

async function register({ log, idOf }: App, data: ChannelRegistered['data']): Promise<void> {
  const commandId = randomUUID();
  const provenance = { commandId, correlationId: commandId, by, at: now() };
  const outcome = await askChannel({ log, idOf }, data.channelId, { type: 'RegisterChannel', data }, provenance);
  if (outcome.outcome !== 'accepted')
    throw new Error(`Preparing the measurement: its channel was answered with ${JSON.stringify(outcome)}.`);
}

type List = {
  readonly dataSetId: string;
  readonly campaignId: string;
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly country: string | undefined;
};

/** Uploads a list and asks to process it; the importer begins at once. */
export async function uploadList(
  app: App,
  db: Database,
  { pieces, country, ...ids }: List,
): Promise<{ bytes: number }> {
  const received = await receiveUpload(db, { ...ids, name: 'Bench', fileName: 'bench.csv' }, pieces, 1e9);
  if ('refused' in received) throw new Error(received.sentence);
  const provenance = { commandId: randomUUID(), correlationId: ids.dataSetId, by, at: now() };
  const parts = { log: app.log, db, organisationCountry: null };
  const processed = await processUpload(parts, ids.dataSetId, { country }, provenance);
  if (processed.outcome !== 'accepted')
    throw new Error(`Uploading: it was answered with ${JSON.stringify(processed)}.`);
  app.wakeImporter();
  return received;
}

type Ask = <S, C extends Command, E extends Event>(decider: Decider<S, C, E>, id: string, command: C) => Promise<void>;
type Ids = {
  readonly campaignId: string;
  readonly flowId: string;
  readonly templateId: string;
  readonly dataSetId: string;
};

async function makeFlow({ log }: App, { flowId, templateId }: Ids, ask: Ask): Promise<void> {
  await ask(template, templateId, {
    type: 'RegisterTemplate',
    data: {
      templateId,
      name: 'bench',
      language: 'en',
      category: 'utility',
      body: 'Hello {{1}}, will you come?',
      approval: 'approved',
    },
  });
  await ask(flowVersions, flowId, { type: 'CreateFlow', data: { flowId, name: 'Bench' } });
  const replica = randomUUID();
  const ops = starterFlow({ templateId, variables: { 1: '{{name}}' } }).map((body, i) => ({
    opId: randomUUID(),
    replica,
    seq: i + 1,
    v: 1 as const,
    flowId,
    at: 0,
    ...body,
  }));
  const { events, state } = judgePush(emptyFlow, { replica, ops, actor: by });
  await log.append(`flow-${flowId}`, 'no-stream', events, {
    commandId: randomUUID(),
    correlationId: flowId,
    by,
    at: now(),
  });
  await ask(flowVersions, flowId, {
    type: 'PublishFlow',
    data: { rev: state.rev, head: state.rev, document: documentOf(state), findings: [] },
  });
}

/** Contacts whose numbers end in 0005: the sandbox plays people who read and answer “Yes, please”. */
function* csv(rows: number): Generator<Uint8Array> {
  yield Buffer.from('name,phone,city\n');
  let lines: string[] = [];
  let made = 0;
  for (const number of numbers()) {
    lines.push(`Person ${made},${number},Springfield`);
    made += 1;
    if (lines.length === 1_000 || made === rows) {
      yield Buffer.from(`${lines.join('\n')}\n`);
      lines = [];
    }
    if (made === rows) return;
  }
}

function* numbers(): Generator<string> {
  for (let area = 201; area < 990; area += 1)
    for (let exchange = 200; exchange < 1_000; exchange += 1) {
      const number = `+1${area}${exchange}0005`;
      if (readPhone(number, null).ok) yield number;
    }
}

async function importRows(app: App, db: Database, { campaignId, dataSetId }: Ids, rows: number): Promise<void> {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (const piece of csv(rows)) yield await Promise.resolve(piece);
  };
  await uploadList(app, db, { dataSetId, campaignId, pieces: pieces(), country: undefined });
  for (;;) {
    const found = await db.pool.query<{ status: string; accepted: number }>(
      'select status, accepted from read.data_sets where data_set_id = $1',
      [dataSetId],
    );
    const set = found.rows[0];
    if (set?.status === 'ready' && set.accepted !== rows)
      throw new Error(`Preparing the measurement: ${set.accepted} rows were accepted, ${rows} are wanted.`);
    if (set?.status === 'ready') return;
    await wait(50);
  }
}
