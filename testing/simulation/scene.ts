import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { campaignExamples } from '#contracts/campaign/examples';
import { chunkStream } from '#contracts/data-set/data-set';
import type { AcceptedRow } from '#contracts/data-set/events';
import { executionSettings, type ExecutionSettings } from '#contracts/execution/settings';
import type { FlowDocument } from '#contracts/flow/document';
import type { Event } from '#contracts/kernel/event';
import type { Log } from '#server/engine/log/log';
import { subjectIds } from '#server/engine/log/subject-ids';
import { uuidOf, type Chance } from './chance.ts';
import { drawFlow } from './draw-flow.ts';

export type SceneRun = {
  readonly executionId: string;
  readonly campaignId: string;
  readonly flowId: string;
  readonly dataSetId: string;
  readonly flow: FlowDocument;
  readonly settings: ExecutionSettings;
  readonly rows: readonly AcceptedRow[];
};

/** What a world begins with: people, numbers to reach them through, and runs over some of them. */
export type Scene = {
  readonly secret: KeyObject;
  readonly whatsapp: { readonly channelId: string; readonly number: string };
  readonly voice: { readonly channelId: string; readonly number: string };
  readonly templateId: string;
  readonly agentId: string;
  readonly phones: readonly string[];
  readonly runs: readonly SceneRun[];
};

/** Last digits of the people whose ways the sandbox knows by name; of others chance decides. */
const named = Array.from({ length: 23 }, (_each, i) => String(i + 1).padStart(4, '0'));

export function drawScene(seed: string, chance: Chance): Scene {
  const id = (name: string): string => uuidOf(`${seed} ${name}`);
  const secret = createSecretKey(createHash('sha256').update(seed).digest());
  const phones = Array.from(
    { length: chance.between(2, 6) },
    (_each, i) => `+569${6100 + i}${chance.happens(0.7) ? chance.of(named) : chance.between(1_000, 9_999)}`,
  );
  const contactIdOf = subjectIds(secret);
  const [templateId, agentId] = [id('template'), id('agent')];
  const runs = Array.from({ length: chance.happens(0.35) ? 2 : 1 }, (_each, i): SceneRun => {
    const chosen = i === 0 ? phones : phones.filter(() => chance.happens(0.6));
    return {
      ...{ executionId: id(`run ${i}`), campaignId: id(`campaign ${i}`) },
      ...{ flowId: id(`flow ${i}`), dataSetId: id(`dataSet ${i}`) },
      flow: drawFlow({ templateId, agentId, chance }),
      settings: drawSettings(chance),
      rows: (chosen.length > 0 ? chosen : phones).map((phone, line) => ({
        ...{ line, contactId: contactIdOf(phone), phone, values: { name: `Person ${phone.slice(-4)}` } },
      })),
    };
  });
  return {
    ...{ secret, templateId, agentId, phones, runs },
    whatsapp: { channelId: id('whatsapp'), number: '+56600000001' },
    voice: { channelId: id('voice'), number: '+56600000002' },
  };
}

function drawSettings(chance: Chance): ExecutionSettings {
  const retry = () => ({ most: chance.between(1, 2), afterSeconds: chance.of([1, 60, 600]) });
  return executionSettings.parse({
    batchSize: chance.between(1, 4),
    delaySeconds: chance.of([0, 0, 5, 60]),
    timeScale: chance.of([1, 1, 60, 20_000]),
    pacing: chance.happens(0.7) ? 'channel' : 'none',
    quietHours: chance.happens(0.25) ? { start: '18:00', end: '11:00', quietDays: [] } : null,
    retries: {
      ...(chance.happens(0.5) ? { busy: retry(), noAnswer: retry() } : {}),
      ...(chance.happens(0.7) ? { rateLimited: retry(), carrier: retry() } : {}),
    },
    autoPause: chance.happens(0.2) ? { failureRate: 0.5, attempts: 10 } : null,
  });
}

/** Writes down everything that is there before anybody is contacted; the last of it starts the runs. */
export async function record(log: Log, scene: Scene, at: string): Promise<void> {
  const write = (stream: string, ...events: Event[]) =>
    log.append(stream, 'no-stream', events, { commandId: stream, correlationId: stream, by: 'system:test', at });
  const { whatsapp, voice, templateId, agentId } = scene;
  const channel = { provider: 'sandbox', name: 'Sender' } as const;
  await write(`channel-${whatsapp.channelId}`, {
    type: 'ChannelRegistered',
    data: { ...channel, kind: 'whatsapp', ...whatsapp },
  });
  await write(`channel-${voice.channelId}`, {
    type: 'ChannelRegistered',
    data: { ...channel, kind: 'voice', ...voice },
  });
  await write(`agent-${agentId}`, {
    type: 'AgentAdded',
    data: { agentId, name: 'Ana', phone: '+56221230005', away: null },
  });
  const template = { templateId, name: 'reminder', language: 'en', category: 'utility', variables: ['1'] };
  const body = `Hello {{1}}, will you come? Or call us: ${voice.number}`;
  await write(`template-${templateId}`, {
    type: 'TemplateRegistered',
    data: { ...template, body, approval: 'approved' },
  });
  for (const run of scene.runs) {
    const { campaignId, executionId, flowId, dataSetId, rows, settings, flow } = run;
    await write(
      `flowVersions-${flowId}`,
      { type: 'FlowCreated', data: { flowId, name: 'Drawn' } },
      { type: 'FlowPublished', data: { flowId, version: 1, rev: 0, document: flow } },
    );
    const chunk = { dataSetId, chunk: 0, firstRow: 0, nextByte: 0, rejected: [], duplicates: [] };
    await write(chunkStream(dataSetId, 0), { type: 'DataSetRowsImported', data: { ...chunk, accepted: rows } });
    await write(
      `campaign-${campaignId}`,
      { type: 'CampaignCreated', data: { ...campaignExamples.CampaignCreated.data, campaignId, flowId, endsAt: null } },
      {
        type: 'CampaignExecutionStarted',
        data: {
          ...campaignExamples.CampaignExecutionStarted.data,
          ...{ campaignId, executionId, flowId, flowVersion: 1, dataSetId, rows: rows.length, settings, endsAt: null },
          channelIds: [whatsapp.channelId, voice.channelId],
        },
      },
    );
  }
}
