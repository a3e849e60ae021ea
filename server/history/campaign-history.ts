import type { CampaignEvent } from '#contracts/campaign/events';
import type { Recorded } from '#contracts/kernel/event';
import type { Happening } from '#contracts/wire/history-doors';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

type Stream = { readonly of: Happening['of']; readonly id: string; readonly name: string };

/** What is long and read elsewhere: a drawing at its version, findings with it. */
const elsewhere: ReadonlySet<string> = new Set(['document', 'findings', 'raw']);

/**
 * Everything that happened to a campaign, its runs, data sets and flow, the newest first; null when there is no such
 * campaign. Personal data stays sealed: these streams hold none that has to be read here.
 */
export async function campaignHistory(
  log: Log,
  db: Database,
  campaignId: string,
  of: Happening['of'] | undefined,
): Promise<readonly Happening[] | null> {
  const own = await log.readSealed([`campaign-${campaignId}`]);
  const history = own.get(`campaign-${campaignId}`) ?? [];
  if (history.length === 0) return null;
  const { rows } = await db.pool.query<{ data_set_id: string }>(
    'select data_set_id from read.data_sets where campaign_id = $1',
    [campaignId],
  );
  const sets = rows.map(({ data_set_id: id }): Stream => ({ of: 'dataSet', id, name: `dataSet-${id}` }));
  const streams = [...streamsNamedIn(campaignId, history), ...sets].filter(
    (each) => of === undefined || each.of === of,
  );
  const found = await log.readSealed(streams.map(({ name }) => name));
  return streams
    .flatMap((stream) => (found.get(stream.name) ?? []).map((recorded) => happeningIn(stream, recorded)))
    .toSorted(newestFirst);
}

/** The campaign's own stream says which flow it has and which runs there were. */
function streamsNamedIn(campaignId: string, history: readonly Recorded[]): readonly Stream[] {
  return history.flatMap(({ event }): readonly Stream[] => {
    const { type, data } = event as CampaignEvent;
    if (type === 'CampaignCreated') {
      const id = data.flowId;
      return [
        { of: 'campaign', id: campaignId, name: `campaign-${campaignId}` },
        { of: 'flow', id, name: `flowVersions-${id}` },
        { of: 'flow', id, name: `flow-${id}` },
      ];
    }
    const id = type === 'CampaignExecutionStarted' ? data.executionId : null;
    return id === null ? [] : [{ of: 'execution', id, name: `execution-${id}` }];
  });
}

function happeningIn({ of, id, name }: Stream, { at, by, event, revision }: Recorded): Happening {
  const entries = Object.entries(event.data as Record<string, unknown>).filter(([field]) => !elsewhere.has(field));
  return { of, id, stream: name, revision, at, by, type: event.type, data: Object.fromEntries(entries) };
}

/** By time, then by stream and revision, so that it is one order whoever asks and whenever. */
export function newestFirst(left: Key, right: Key): number {
  if (left.at !== right.at) return left.at < right.at ? 1 : -1;
  if (left.stream !== right.stream) return left.stream < right.stream ? 1 : -1;
  return right.revision - left.revision;
}

export type Key = Pick<Happening, 'at' | 'stream' | 'revision'>;
