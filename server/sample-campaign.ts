import { randomUUID } from 'node:crypto';
import { campaign } from '#contracts/campaign/campaign';
import { documentOf } from '#contracts/flow/evolve';
import { judgePush } from '#contracts/flow/push';
import { starterFlow } from '#contracts/flow/starter-flow';
import { emptyFlow } from '#contracts/flow/state';
import { validateFlow } from '#contracts/flow/validate';
import { flowVersions } from '#contracts/flow/versions';
import type { Command } from '#contracts/kernel/command';
import type { Decider } from '#contracts/kernel/decider';
import type { Event, Instant } from '#contracts/kernel/event';
import { template } from '#contracts/template/template';
import { askChannel } from '#server/channels/ask-channel';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { processUpload } from '#server/datasets/process-upload';
import { receiveUpload } from '#server/datasets/receive-upload';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly now: () => Instant;
  readonly idOf: (value: string) => string;
};

const by = 'system:first-start';
const columns = ['name', 'phone', 'appointment'];

/**
 * What a new installation holds: a sandbox sender, an approved template, a published flow and a campaign with a data
 * set, which needs only be activated and started. The numbers belong to nobody: the sandbox reaches no one. Made again
 * after it was cut off it becomes whole and is there once.
 */
export async function makeSampleCampaign(parts: Parts): Promise<void> {
  const ids = idsOf(parts);
  const ask = asker(parts);
  await makeChannel(parts, ids.channelId);
  const body = 'Hello {{1}}, this is a reminder of your appointment on {{2}}. Will you come?';
  await ask(template, ids.templateId, {
    type: 'RegisterTemplate',
    data: {
      templateId: ids.templateId,
      name: 'appointment_reminder',
      language: 'en',
      category: 'utility',
      body,
      approval: 'approved',
    },
  });
  await makeFlow(parts, ids);
  await ask(campaign, ids.campaignId, {
    type: 'CreateCampaign',
    data: {
      campaignId: ids.campaignId,
      flowId: ids.flowId,
      name: 'Sample: appointment reminders',
      description: 'A sandbox campaign to try the product with; it reaches nobody.',
      startsAt: null,
      endsAt: null,
    },
  });
  await ask(campaign, ids.campaignId, {
    type: 'AssignChannel',
    data: { channelId: ids.channelId, channel: { kind: 'whatsapp', provider: 'sandbox', status: 'available' } },
  });
  await makeDataSet(parts, ids);
}

/** Whether an earlier first start was cut off in the midst of it. */
export async function isSampleUnfinished(parts: Pick<Parts, 'log' | 'idOf'>): Promise<boolean> {
  const { channelId, dataSetId } = idsOf(parts);
  const found = await parts.log.readSealed([`channel-${channelId}`, `dataSet-${dataSetId}`]);
  return found.has(`channel-${channelId}`) && !found.has(`dataSet-${dataSetId}`);
}

/** The same at every start of this installation, and others elsewhere. */
function idsOf({ idOf }: Pick<Parts, 'idOf'>) {
  return {
    campaignId: uuidOf(idOf('sample campaign')),
    flowId: uuidOf(idOf('sample flow')),
    channelId: uuidOf(idOf('sample channel')),
    templateId: uuidOf(idOf('sample template')),
    dataSetId: uuidOf(idOf('sample data set')),
  };
}

/** 32 hex digits as a UUID of version 8, which is for such of one's own (RFC 9562). */
function uuidOf(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function asker({ log, now }: Parts) {
  return async <S, C extends Command, E extends Event>(
    decider: Decider<S, C, E>,
    id: string,
    command: C,
  ): Promise<void> => {
    const commandId = `sample ${command.type}`;
    const outcome = await handleCommand({
      log,
      decider,
      id,
      command,
      provenance: { commandId, correlationId: commandId, by, at: now() },
    });
    if (outcome.outcome !== 'accepted')
      throw new Error(`Making the sample campaign: ${command.type} was answered with ${JSON.stringify(outcome)}.`);
  };
}

/** As a person would register it, so that the number is this channel's and no other's. */
async function makeChannel({ log, now, idOf }: Parts, channelId: string): Promise<void> {
  const commandId = 'sample RegisterChannel';
  const data = { kind: 'whatsapp', provider: 'sandbox', number: '+56600000001', name: 'Sandbox WhatsApp' } as const;
  const command = { type: 'RegisterChannel', data: { channelId, ...data } } as const;
  const outcome = await askChannel({ log, idOf }, channelId, command, {
    ...{ commandId, correlationId: commandId, by, at: now() },
  });
  if (outcome.outcome !== 'accepted')
    throw new Error(`Making the sample channel: it was answered with ${JSON.stringify(outcome)}.`);
}

async function makeFlow(
  parts: Parts,
  { flowId, templateId, channelId }: { flowId: string; templateId: string; channelId: string },
): Promise<void> {
  const ask = asker(parts);
  await ask(flowVersions, flowId, { type: 'CreateFlow', data: { flowId, name: 'Appointment reminder' } });
  const replica = randomUUID();
  const bodies = starterFlow({ templateId, variables: { 1: '{{name|there}}', 2: '{{appointment|the agreed day}}' } });
  const at = Date.parse(parts.now());
  const ops = bodies.map((body, i) => ({
    opId: randomUUID(),
    replica,
    seq: i + 1,
    v: 1 as const,
    flowId,
    at,
    ...body,
  }));
  const { events, state } = judgePush(emptyFlow, { replica, ops, actor: by });
  const about = { commandId: 'sample flow', correlationId: flowId, by, at: parts.now() };
  if ((await parts.log.read(`flow-${flowId}`)).length === 0)
    await parts.log.append(`flow-${flowId}`, 'no-stream', events, about);
  const document = documentOf(state);
  const facts = {
    channels: [{ channelId, kind: 'whatsapp' as const, answers: false }],
    agents: [],
    templates: [{ templateId, name: 'appointment_reminder', approval: 'approved', variables: ['1', '2'] }],
    columns,
  };
  await ask(flowVersions, flowId, {
    type: 'PublishFlow',
    data: { rev: state.rev, head: state.rev, document, findings: validateFlow(document, facts) },
  });
}

/** Chilean mobile numbers of a range that the sandbox plays; among them every named persona. */
function sampleCsv(): string {
  const names = [
    'Ana',
    'Bruno',
    'Carla',
    'Diego',
    'Elena',
    'Felipe',
    'Gabriela',
    'Hugo',
    'Inés',
    'Javier',
    'Karen',
    'Luis',
  ];
  const rows = names.flatMap((name, i) => {
    const day = `${i + 1} December`;
    return [
      `${name} Rojas,+5696000${String(i + 1).padStart(4, '0')},${day}`,
      `${name} Soto,9 6111 ${String(7 * i + 23).padStart(4, '0')},${day}`,
    ];
  });
  return [
    columns.join(','),
    ...rows,
    'Without number,,3 December',
    'Too short,12345,4 December',
    'Twice,+56960000001,5 December',
    '',
  ].join('\n');
}

async function makeDataSet(
  parts: Parts,
  { campaignId, dataSetId }: { campaignId: string; dataSetId: string },
): Promise<void> {
  const { log, db, now } = parts;
  const asked = { dataSetId, campaignId, name: 'Sample contacts', fileName: 'sample-contacts.csv' };
  const received = await receiveUpload(db, asked, oneChunk(sampleCsv()), 1024 * 1024);
  // The file of the start that was cut off was being handed over; it is let go when the importer finds nobody behind it.
  if ('refused' in received && received.refused === 'DataSetExists') return;
  if ('refused' in received) throw new Error(`Making the sample data set: ${received.sentence}`);
  const provenance = { commandId: 'sample data set', correlationId: dataSetId, by, at: now() };
  const processed = await processUpload(
    { log, db, organisationCountry: null },
    dataSetId,
    { country: 'CL', mapping: { phone: 'phone', name: 'name' } },
    provenance,
  );
  if (processed.outcome !== 'accepted')
    throw new Error(`Making the sample data set: it was answered with ${JSON.stringify(processed)}.`);
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
