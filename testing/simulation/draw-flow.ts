import { connectionIdOf, type Connection, type FlowDocument, type Json } from '#contracts/flow/document';
import { stepDefinitions } from '#contracts/flow/steps';
import type { Chance } from './chance.ts';

type Choices = {
  readonly templateId: string;
  readonly agentId: string;
  readonly chance: Chance;
};

type Config = Record<string, Json>;

type Drawn =
  | 'SendTemplate'
  | 'SendMessage'
  | 'WaitForResponse'
  | 'ResponseBranch'
  | 'Condition'
  | 'Delay'
  | 'VoiceCall'
  | 'VoiceTransfer'
  | 'WaitInboundCall';

/** Steps that make sense together, and every one by itself: a flow is drawn out of these. */
const phrases: readonly (readonly Drawn[])[] = [
  ...([['SendTemplate'], ['SendMessage'], ['WaitForResponse'], ['ResponseBranch'], ['Condition'], ['Delay']] as const),
  ...([['VoiceCall'], ['VoiceTransfer'], ['WaitInboundCall'], ['VoiceCall', 'VoiceTransfer']] as const),
  ...([
    ['SendTemplate', 'WaitForResponse', 'SendMessage'],
    ['VoiceCall', 'WaitInboundCall'],
  ] as const),
  ...([
    ['SendTemplate', 'WaitForResponse', 'ResponseBranch', 'SendMessage'],
    ['SendTemplate', 'WaitInboundCall'],
  ] as const),
  ['SendTemplate', 'WaitForResponse', 'SendMessage', 'WaitForResponse', 'SendMessage'],
];

/** How often a flow may lead back to an earlier step, and how often a port of it then does. */
const loops = { flows: 0.12, ports: 0.2 };

/** How long a step waits, in seconds; where the flow leads back, little at a time. */
const waits = { onwards: [60, 600, 3_600, 7_200], back: [60] } as const;

/** A flow drawn by chance: any steps in any order, mostly leading onwards, sometimes back to an earlier one. */
export function drawFlow({ chance, ...ids }: Choices): FlowDocument {
  const leadsBack = chance.happens(loops.flows);
  const times = leadsBack ? waits.back : waits.onwards;
  const inner = Array.from({ length: chance.between(1, 4) }, () => chance.of(phrases)).flat();
  const named: readonly (readonly [string, string, Config])[] = [
    ['start', 'Start', {}],
    ...inner.map((type, i) => [`s${i}`, type, configOf(type, { ...ids, times }, chance)] as const),
    ['good', 'End', { outcome: 'Good' }],
    ['bad', 'End', { outcome: 'Bad' }],
  ];
  const ways = named.flatMap(([from, type, config], at) =>
    portsOf(type, config).flatMap(({ name, required }): Connection[] => {
      if (!required && chance.happens(0.4)) return [];
      return [{ from, port: name, to: named[target(at, { steps: named.length, leadsBack }, chance)]?.[0] ?? 'good' }];
    }),
  );
  return {
    steps: Object.fromEntries(named.map(([id, type, config]) => [id, { id, type, x: 0, y: 0, config }])),
    connections: Object.fromEntries(ways.map((way) => [connectionIdOf(way), way])),
    meta: {},
  };
}

function target(
  at: number,
  { steps, leadsBack }: { readonly steps: number; readonly leadsBack: boolean },
  chance: Chance,
): number {
  if (leadsBack && at > 0 && chance.happens(loops.ports)) return chance.between(1, at);
  return chance.happens(0.75) ? Math.min(at + 1, steps - 1) : chance.between(at + 1, steps - 1);
}

function portsOf(type: string, config: Config): readonly { readonly name: string; readonly required: boolean }[] {
  const definition = Object.values(stepDefinitions).find((each) => each.type === type);
  if (!definition) throw new Error(`Drawing a flow: there is no step of the type ${type}.`);
  return definition.ports(definition.configSchema.parse(config) as never);
}

function configOf(
  type: Drawn,
  { templateId, agentId, times }: Omit<Choices, 'chance'> & { readonly times: readonly number[] },
  chance: Chance,
): Config {
  const yes = { id: 'yes', label: 'Yes', keywords: ['yes', 'si', 'claro', 'confirm', 'ok'], buttons: ['yes'] };
  const talk = {
    ...{ systemPrompt: 'Remind {{name}}.', greeting: 'Hello {{name}}.', record: chance.happens(0.3) },
    maxDurationSeconds: chance.of([30, 120]),
  };
  switch (type) {
    case 'SendTemplate':
      return { templateId, variables: { 1: '{{name}}' } };
    case 'SendMessage':
      return { text: `Thank you {{name}}, ${chance.between(1, 3)}.` };
    case 'WaitForResponse':
      return { timeoutSeconds: chance.of(times) };
    case 'ResponseBranch':
      return { branches: [yes] };
    case 'Condition':
      return {
        conditions: [{ id: 'known', label: 'Known', subject: { of: 'answer' }, operator: 'isNotEmpty', value: '' }],
      };
    case 'Delay':
      return { seconds: chance.of(times) };
    case 'VoiceCall':
      return { ...talk, ringSeconds: chance.of([10, 30]) };
    case 'VoiceTransfer':
      return {
        to: chance.happens(0.5) ? { of: 'agent', agentId } : { of: 'number', number: '+56221230099' },
        timeoutSeconds: chance.of([10, 25]),
      };
    case 'WaitInboundCall':
      return { ...talk, timeoutSeconds: chance.of(times) };
  }
}
