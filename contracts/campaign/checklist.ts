/** What was read about the campaign's parts when the checklist was looked at. */
export type ChecklistFacts = {
  /** The newest published version of the campaign's flow, or null. */
  readonly flow: { readonly version: number } | null;
  readonly channelIds: readonly string[];
  /** The campaign's data sets; with a start, the one that was chosen. */
  readonly dataSets: readonly {
    readonly dataSetId: string;
    readonly status: 'missing' | 'processing' | 'ready' | 'failed';
    readonly accepted: number;
  }[];
  readonly active: boolean;
};

export type ChecklistItem = {
  readonly item: 'flow' | 'channel' | 'dataSet' | 'active';
  readonly ok: boolean;
  /** What is missing and where it is put right; empty when ok. */
  readonly sentence: string;
  /** The tab of the campaign where it is put right. */
  readonly fixAt: 'flow' | 'channels' | 'datasets' | 'execution';
};

/**
 * The pre-execution checklist of a campaign: flow configured and published, a channel assigned, a data set processed,
 * status Active. Activation needs the first three, a start all four.
 */
export function checklist(facts: ChecklistFacts): readonly ChecklistItem[] {
  return [
    item(
      'flow',
      'flow',
      facts.flow !== null,
      'The flow has no published version; configure every required step and publish it.',
    ),
    item(
      'channel',
      'channels',
      facts.channelIds.length > 0,
      'No channel is assigned; add a WhatsApp or voice channel.',
    ),
    item(
      'dataSet',
      'datasets',
      facts.dataSets.some((set) => set.status === 'ready' && set.accepted > 0),
      dataSetSentence(facts),
    ),
    item('active', 'execution', facts.active, 'The campaign is not active; activate it.'),
  ];
}

/** The items that stand in the way, in the order of the list. */
export function failing(items: readonly ChecklistItem[]): readonly ChecklistItem[] {
  return items.filter((each) => !each.ok);
}

function item(
  name: ChecklistItem['item'],
  fixAt: ChecklistItem['fixAt'],
  ok: boolean,
  sentence: string,
): ChecklistItem {
  return { item: name, ok, sentence: ok ? '' : sentence, fixAt };
}

function dataSetSentence(facts: ChecklistFacts): string {
  if (facts.dataSets.length === 0) return 'No data set was uploaded; upload a CSV file with a phone column.';
  if (facts.dataSets.every((set) => set.status === 'missing'))
    return 'There is no such data set in this campaign; choose one of its own.';
  if (facts.dataSets.some((set) => set.status === 'processing'))
    return 'The data set is still being processed; wait until it is ready.';
  if (facts.dataSets.some((set) => set.status === 'ready'))
    return 'The data set holds no accepted row; correct the rejected rows and upload them again.';
  return 'The data set could not be processed; look at its error and upload the file again.';
}
