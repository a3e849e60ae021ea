import type { AnswersOnDevice } from '#client/data/answers-on-device';
import { samplePath } from '#client/data/campaigns-on-device';
import { nothingAround, type Around } from './around.ts';

type Campaign = { readonly flow_id: string; readonly channel_ids: readonly string[]; readonly disclosure: string };
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
type DataSet = { readonly data_set_id: string; readonly status: string; readonly columns: readonly string[] };

export type CampaignAround = {
  /** Null: there is no such campaign, or nothing is known of it. */
  readonly flowId: string | null;
  readonly around: Around;
  readonly unreachable: boolean;
};

/** A campaign's flow, and what can be chosen in its steps; what was read once is there without a network as well. */
export async function campaignAround(answers: AnswersOnDevice, campaignId: string): Promise<CampaignAround> {
  const campaign = await answers.get<Campaign>(`/api/campaigns/${campaignId}`);
  if (campaign.outcome !== 'ok')
    return { flowId: null, around: nothingAround, unreachable: campaign.outcome === 'unreachable' };
  const known = async <T>(path: string, nothing: T): Promise<T> => {
    const answer = await answers.get<T>(path);
    return answer.outcome === 'ok' ? answer.body : nothing;
  };
  const [{ channels }, { templates }, { agents }, { dataSets }] = await Promise.all([
    known<{ channels: readonly Channel[] }>('/api/channels', { channels: [] }),
    known<{ templates: readonly Template[] }>('/api/templates', { templates: [] }),
    known<{ agents: readonly Agent[] }>('/api/agents', { agents: [] }),
    known<{ dataSets: readonly DataSet[] }>(`/api/campaigns/${campaignId}/data-sets`, { dataSets: [] }),
  ]);
  const sets = dataSets.filter(({ status }) => status !== 'failed');
  const newest = sets.findLast(({ status }) => status === 'ready');
  const { rows: people } = newest
    ? await known<{ rows: Around['people'] }>(samplePath(newest.data_set_id), { rows: [] })
    : { rows: [] };
  const assigned = channels.filter(({ channel_id }) => campaign.body.channel_ids.includes(channel_id));
  return {
    flowId: campaign.body.flow_id,
    unreachable: false,
    around: {
      channels: assigned.map(({ channel_id, kind, name, number, inbound_owner }) => ({
        ...{ channelId: channel_id, kind, name, number, answers: inbound_owner === campaignId },
      })),
      templates: templates.map(({ template_id, ...template }) => ({ templateId: template_id, ...template })),
      agents: agents.map(({ agentId, name, phone }, i) => ({ agentId, phone, name: name ?? `#${i + 1}` })),
      columns: sets.length === 0 ? null : [...new Set(sets.flatMap(({ columns }) => columns))],
      rows: people.map(({ values }) => values),
      people,
      disclosure: campaign.body.disclosure,
    },
  };
}
