import { computed, type Signal } from '@angular/core';
import type { Answers, Kept } from '#client/data/answers';
import { campaignDoors as doors } from '#client/data/campaign-doors';
import type { CampaignAnswer } from '#contracts/wire/campaign-doors';
import { nothingAround, type Around } from './around.ts';

type Channel = {
  readonly channel_id: string;
  readonly kind: 'whatsapp' | 'voice';
  readonly name: string;
  readonly number: string;
  readonly inbound_owner: string | null;
};
type Template = {
  readonly template_id: string;
  readonly name: string;
  readonly language: string;
  readonly body: string;
  readonly variables: readonly string[];
  readonly approval: string;
};
type Agent = { readonly agentId: string; readonly name: string | null; readonly phone: string | null };
type DataSet = {
  readonly data_set_id: string;
  readonly name: string;
  readonly status: string;
  readonly accepted: number;
  readonly columns: readonly string[];
};

export type CampaignAround = {
  /** Null: there is no such campaign, or nothing is known of it. */
  readonly flowId: string | null;
  readonly around: Around;
  readonly unreachable: boolean;
};

/**
 * A campaign's flow, and what can be chosen in its steps: what this device keeps at once, then what the server says. Null
 * until all of it is known or known to be missing. To be called where things can be injected.
 */
export function watchAround(answers: Answers, campaignId: () => string): Signal<CampaignAround | null> {
  const campaign = answers.watch<CampaignAnswer>(() => doors.one(campaignId()));
  const channels = listed<Channel>(answers, 'channels', () => doors.channels);
  const templates = listed<Template>(answers, 'templates', () => doors.templates);
  const agents = listed<Agent>(answers, 'agents', () => doors.agents);
  const dataSets = listed<DataSet>(answers, 'dataSets', () => doors.dataSets(campaignId()));
  const ready = computed(() => dataSets.entries().filter(({ status }) => status === 'ready'));
  const sampled = computed(() => ready().at(-1)?.data_set_id ?? null);
  const sample = listed<Around['people'][number]>(answers, 'rows', () => {
    const id = sampled();
    return id === null ? null : doors.sample(id);
  });

  const around = ({ channel_ids, disclosure }: CampaignAnswer): Around => {
    const sets = dataSets.entries().filter(({ status }) => status !== 'failed');
    const people = sample.entries();
    const assigned = channels.entries().filter(({ channel_id }) => channel_ids.includes(channel_id));
    return {
      channels: assigned.map(({ channel_id, kind, name, number, inbound_owner }) => ({
        ...{ channelId: channel_id, kind, name, number, answers: inbound_owner === campaignId() },
      })),
      templates: templates.entries().map(({ template_id, ...rest }) => ({ templateId: template_id, ...rest })),
      agents: agents.entries().map(({ agentId, name, phone }, i) => ({ agentId, phone, name: name ?? `#${i + 1}` })),
      columns: sets.length === 0 ? null : [...new Set(sets.flatMap(({ columns }) => columns))],
      dataSets: ready().map(({ data_set_id, name, accepted }) => ({ dataSetId: data_set_id, name, accepted })),
      rows: people.map(({ values }) => values),
      people,
      disclosure,
    };
  };

  return computed(() => {
    const found: Kept<CampaignAnswer> = campaign.kept();
    if (found.is === 'asked') return null;
    if (found.is !== 'here') return { flowId: null, around: nothingAround, unreachable: found.is === 'unreachable' };
    const isAsked = [channels, templates, agents, dataSets].some(({ asked }) => asked());
    return isAsked ? null : { flowId: found.body.flow_id, around: around(found.body), unreachable: false };
  });
}

/** A list of the server's, empty while it is not known. */
function listed<Entry>(answers: Answers, key: string, path: () => string | null) {
  const { kept } = answers.watch<Readonly<Record<string, readonly Entry[]>>>(path);
  return {
    asked: computed(() => kept().is === 'asked'),
    entries: computed<readonly Entry[]>(() => {
      const found = kept();
      return found.is === 'here' ? (found.body[key] ?? []) : [];
    }),
  };
}
