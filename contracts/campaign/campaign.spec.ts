import { describe, expect, test } from '@jest/globals';
import { given } from '#contracts/kernel/spec';
import { isRefusal } from '#contracts/kernel/command';
import { campaign } from './campaign.ts';
import { checklist, failing, type ChecklistFacts } from './checklist.ts';
import { campaignExamples as happened } from './examples.ts';

const { campaignId, flowId } = happened.CampaignCreated.data;
const { channelId } = happened.ChannelAssigned.data;
const { executionId, dataSetId, settings } = happened.CampaignExecutionStarted.data;
const ready: ChecklistFacts = {
  flow: { version: 1 },
  channelIds: [channelId],
  dataSets: [{ dataSetId, status: 'ready', accepted: 2 }],
  active: true,
};
const description = { name: 'Spring', description: '', startsAt: null, endsAt: null };
const channel = { kind: 'whatsapp', provider: 'sandbox', status: 'available' } as const;
const created = happened.CampaignCreated;
const assigned = happened.ChannelAssigned;
const activated = happened.CampaignActivated;
const started = happened.CampaignExecutionStarted;
const start = {
  type: 'StartExecution',
  data: {
    ...{ executionId, dataSetId, settings, facts: ready, providers: ['sandbox'] as const },
    ...{ usualQuietHours: null, retryOf: null },
  },
} as const;

describe('a campaign', () => {
  test('begins as a draft', () => {
    given(campaign)
      .when({ type: 'CreateCampaign', data: { campaignId, flowId, ...description } })
      .then({ type: 'CampaignCreated', data: { campaignId, flowId, ...description } });
  });
  test('is created once', () => {
    given(campaign, created)
      .when({ type: 'CreateCampaign', data: { campaignId, flowId, ...description } })
      .thenRefused('CampaignExists');
  });
  test('cannot end before it starts', () => {
    const dates = { startsAt: '2027-01-02T00:00:00.000Z', endsAt: '2027-01-01T00:00:00.000Z' };
    given(campaign)
      .when({ type: 'CreateCampaign', data: { campaignId, flowId, ...description, ...dates } })
      .thenRefused('CampaignEndsBeforeItStarts');
  });
  test('begins and ends in a year that people mean', () => {
    const dated = (dates: object) => ({ ...description, ...dates });
    for (const dates of [{ startsAt: '0001-01-01T00:00:00Z' }, { endsAt: '2100-01-01T00:00:00Z' }]) {
      given(campaign)
        .when({ type: 'CreateCampaign', data: { campaignId, flowId, ...dated(dates) } })
        .thenRefused('CampaignDateIsTooFar');
      given(campaign, created)
        .when({ type: 'DescribeCampaign', data: dated(dates) })
        .thenRefused('CampaignDateIsTooFar');
    }
    const ends = { startsAt: '2000-01-01T00:00:00Z', endsAt: '2099-12-31T23:59:59Z' };
    given(campaign, created)
      .when({ type: 'DescribeCampaign', data: dated(ends) })
      .then({ type: 'CampaignDescribed', data: { campaignId, ...dated(ends) } });
  });
  test('that does not exist takes no other command', () => {
    given(campaign).when({ type: 'ArchiveCampaign', data: {} }).thenRefused('CampaignIsMissing');
  });
  test('takes and gives back only channels that exist, and takes those that are available', () => {
    for (const type of ['AssignChannel', 'UnassignChannel'] as const)
      given(campaign, created)
        .when({ type, data: { channelId, channel: null } })
        .thenRefused('ChannelIsMissing');
    const removed = { ...channel, status: 'removed' } as const;
    given(campaign, created)
      .when({ type: 'AssignChannel', data: { channelId, channel: removed } })
      .thenRefused('ChannelIsRemoved');
    given(campaign, created).when({ type: 'AssignChannel', data: { channelId, channel } }).then(assigned);
  });
  test('keeps the channels it uses while it is active', () => {
    given(campaign, created, assigned)
      .when({ type: 'UnassignChannel', data: { channelId, channel } })
      .then(happened.ChannelUnassigned);
    given(campaign, created, assigned, activated)
      .when({ type: 'UnassignChannel', data: { channelId, channel } })
      .thenRefused('ChannelIsInUse');
  });
  test('is activated when flow, channel and data set are ready', () => {
    given(campaign, created, assigned)
      .when({ type: 'ActivateCampaign', data: { facts: ready } })
      .then(activated);
  });
  test('is not activated while anything is missing, and everything that is missing is said', () => {
    const facts = { flow: null, channelIds: [], dataSets: [], active: false };
    const { decision } = given(campaign, created).when({ type: 'ActivateCampaign', data: { facts } });
    expect(isRefusal(decision) && decision.refused).toBe('ChecklistIsIncomplete');
    expect(isRefusal(decision) && decision.details?.failing).toEqual(['flow', 'channel', 'dataSet']);
  });
  test('takes a channel once, and gives back only what it has', () => {
    given(campaign, created, assigned).when({ type: 'AssignChannel', data: { channelId, channel } }).thenNothing();
    given(campaign, created, activated).when({ type: 'UnassignChannel', data: { channelId, channel } }).thenNothing();
    given(campaign, created, assigned, happened.ChannelUnassigned)
      .when({ type: 'ActivateCampaign', data: { facts: ready } })
      .thenRefused('ChecklistIsIncomplete');
  });
  test('is activated with the channels it has, whatever was read beside them', () => {
    given(campaign, created)
      .when({ type: 'ActivateCampaign', data: { facts: ready } })
      .thenRefused('ChecklistIsIncomplete');
    given(campaign, created, assigned)
      .when({ type: 'ActivateCampaign', data: { facts: { ...ready, channelIds: [], active: false } } })
      .then(activated);
  });
  test('is described anew, in order of its dates', () => {
    given(campaign, created)
      .when({ type: 'DescribeCampaign', data: description })
      .then({ type: 'CampaignDescribed', data: { campaignId, ...description } });
    const same = '2027-01-01T00:00:00.000Z';
    given(campaign, created)
      .when({ type: 'DescribeCampaign', data: { ...description, startsAt: same, endsAt: same } })
      .thenRefused('CampaignEndsBeforeItStarts');
    for (const open of [{ startsAt: same }, { endsAt: same }])
      expect(
        isRefusal(
          given(campaign, created).when({ type: 'DescribeCampaign', data: { ...description, ...open } }).decision,
        ),
      ).toBe(false);
  });
  test('is re-opened when it is completed, and not from a draft', () => {
    given(campaign, created).when({ type: 'ReopenCampaign', data: {} }).thenRefused('CampaignIsNotCompleted');
    given(campaign, created, activated).when({ type: 'ReopenCampaign', data: {} }).thenNothing();
  });
  test('is archived when nothing runs', () => {
    given(campaign, created).when({ type: 'ArchiveCampaign', data: {} }).then(happened.CampaignArchived);
  });
  test('is taken out of the archive as what it was', () => {
    const out = { type: 'UnarchiveCampaign', data: {} } as const;
    const { campaignId } = happened.CampaignArchived.data;
    given(campaign, created, happened.CampaignArchived)
      .when(out)
      .then({ type: 'CampaignUnarchived', data: { campaignId, status: 'draft' } });
    given(campaign, created, assigned, activated, happened.CampaignArchived)
      .when(out)
      .then({ type: 'CampaignUnarchived', data: { campaignId, status: 'active' } });
    given(campaign, created).when(out).thenNothing();
  });
  test('activating it twice changes nothing', () => {
    given(campaign, created, assigned, activated)
      .when({ type: 'ActivateCampaign', data: { facts: ready } })
      .thenNothing();
  });
});

describe('an execution of a campaign', () => {
  test('starts from an active campaign, pinned to the newest published version', () => {
    const { decision } = given(campaign, created, assigned, activated).when(start);
    expect(!isRefusal(decision) && decision[0]?.data).toMatchObject({ executionId, flowVersion: 1, rows: 2 });
  });
  test('does not start from a draft', () => {
    given(campaign, created, assigned).when(start).thenRefused('ChecklistIsIncomplete');
  });
  test('does not start while another one runs', () => {
    const second = { ...start, data: { ...start.data, executionId: '0193f1a0-0000-7000-8000-0000000000ff' } };
    given(campaign, created, assigned, activated, started).when(second).thenRefused('ExecutionIsRunning');
  });
  test('starting the same one again changes nothing', () => {
    given(campaign, created, assigned, activated, started).when(start).thenNothing();
  });
  test('does not start with a data set that is still being processed', () => {
    const facts = { ...ready, dataSets: [{ dataSetId, status: 'processing' as const, accepted: 0 }] };
    given(campaign, created, assigned, activated)
      .when({ ...start, data: { ...start.data, facts } })
      .thenRefused('ChecklistIsIncomplete');
  });
  test('looks at the data set that was chosen, not at another that is ready', () => {
    const other = { dataSetId: '0193f1a0-0000-7000-8000-0000000000ee', status: 'ready' as const, accepted: 9 };
    const withSets = (...dataSets: ChecklistFacts['dataSets']) =>
      given(campaign, created, assigned, activated).when({
        ...start,
        data: { ...start.data, facts: { ...ready, dataSets } },
      });
    withSets(other, { dataSetId, status: 'processing', accepted: 0 }).thenRefused('ChecklistIsIncomplete');
    const { decision } = withSets(other);
    expect(isRefusal(decision) && decision.details?.failing).toEqual(['dataSet']);
    const both = withSets(other, { dataSetId, status: 'ready', accepted: 2 }).decision;
    expect(!isRefusal(both) && both[0]?.data).toMatchObject({ dataSetId, rows: 2 });
  });
  test('shortens time in the sandbox only', () => {
    const fast = { ...start, data: { ...start.data, settings: { ...settings, timeScale: 60 } } };
    given(campaign, created, assigned, activated)
      .when({ ...fast, data: { ...fast.data, providers: ['twilio'] } })
      .thenRefused('TimeScaleIsForTheSandbox');
    expect(isRefusal(given(campaign, created, assigned, activated).when(fast).decision)).toBe(false);
  });
  test('completes the campaign when it ends, and the campaign can be re-opened', () => {
    const end = { type: 'RecordExecutionEnded', data: { executionId, how: 'completed' } } as const;
    given(campaign, created, assigned, activated, started)
      .when(end)
      .then(happened.CampaignExecutionEnded, happened.CampaignCompleted);
    const completed = [
      created,
      assigned,
      activated,
      started,
      happened.CampaignExecutionEnded,
      happened.CampaignCompleted,
    ];
    given(campaign, ...completed)
      .when(end)
      .thenNothing();
    given(campaign, ...completed)
      .when({ type: 'ReopenCampaign', data: {} })
      .then(happened.CampaignReopened);
  });
  test('starts with what was asked and found, under the dates of its campaign', () => {
    const dated = {
      type: 'CampaignDescribed',
      data: { campaignId, ...description, startsAt: '2027-01-01T00:00:00.000Z', endsAt: '2027-02-01T00:00:00.000Z' },
    } as const;
    const { decision } = given(campaign, created, assigned, activated, dated).when(start);
    expect(!isRefusal(decision) && decision[0]).toMatchObject({
      type: 'CampaignExecutionStarted',
      data: {
        ...{ campaignId, executionId, flowId, dataSetId, channelIds: [channelId], settings, flowVersion: 1, rows: 2 },
        ...{ startsAt: '2027-01-01T00:00:00.000Z', endsAt: '2027-02-01T00:00:00.000Z' },
      },
    });
  });
  test('does not start without a published version of the flow', () => {
    given(campaign, created, assigned, activated)
      .when({ ...start, data: { ...start.data, facts: { ...ready, flow: null } } })
      .thenRefused('ChecklistIsIncomplete');
  });
  test('names the one that runs when another is to start', () => {
    const second = { ...start, data: { ...start.data, executionId: '0193f1a0-0000-7000-8000-0000000000ff' } };
    const { decision } = given(campaign, created, assigned, activated, started).when(second);
    expect(isRefusal(decision) && decision.details).toMatchObject({ executionId });
  });
  test('the end of one that does not run changes nothing', () => {
    given(campaign, created, assigned, activated, started)
      .when({ type: 'RecordExecutionEnded', data: { executionId: 'another', how: 'completed' } })
      .thenNothing();
  });
  test('starts again after the campaign was re-opened, under another id', () => {
    const again = { ...start, data: { ...start.data, executionId: '0193f1a0-0000-7000-8000-0000000000ff' } };
    const reopened = [
      ...[created, assigned, activated, started, happened.CampaignExecutionEnded],
      ...[happened.CampaignCompleted, happened.CampaignReopened],
    ];
    expect(isRefusal(given(campaign, ...reopened).when(again).decision)).toBe(false);
    given(campaign, ...reopened)
      .when(start)
      .thenNothing();
  });
  test('keeps its campaign from being archived', () => {
    given(campaign, created, assigned, activated, started)
      .when({ type: 'ArchiveCampaign', data: {} })
      .thenRefused('ExecutionIsRunning');
  });
  test('an archived campaign takes no more changes', () => {
    given(campaign, created, happened.CampaignArchived)
      .when({ type: 'DescribeCampaign', data: description })
      .thenRefused('CampaignIsArchived');
  });
});

describe('the checklist', () => {
  test('says of each failing item where it is put right', () => {
    const items = failing(
      checklist({
        flow: null,
        channelIds: [],
        dataSets: [{ dataSetId, status: 'failed', accepted: 0 }],
        active: false,
      }),
    );
    expect(items.map(({ item, fixAt }) => [item, fixAt])).toEqual([
      ['flow', 'flow'],
      ['channel', 'channels'],
      ['dataSet', 'datasets'],
      ['active', 'execution'],
    ]);
    for (const { sentence } of items) expect(sentence).not.toBe('');
  });
  test.each<[ChecklistFacts['dataSets'], RegExp]>([
    [[], /upload a CSV/],
    [[{ dataSetId, status: 'missing', accepted: 0 }], /no such data set/],
    [[{ dataSetId, status: 'processing', accepted: 0 }], /still being processed/],
    [[{ dataSetId, status: 'ready', accepted: 0 }], /no accepted row/],
    [[{ dataSetId, status: 'failed', accepted: 0 }], /could not be processed/],
    [
      [
        { dataSetId, status: 'failed', accepted: 0 },
        { dataSetId, status: 'processing', accepted: 0 },
      ],
      /still being processed/,
    ],
  ])('says what is wrong with the data sets %j', (dataSets, said) => {
    expect(failing(checklist({ ...ready, dataSets })).map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(said),
    ]);
  });
  test('one data set that is ready is enough, and nothing is said of what is right', () => {
    const dataSets = [{ dataSetId: 'other', status: 'failed' as const, accepted: 0 }, ...ready.dataSets];
    expect(checklist({ ...ready, dataSets }).map(({ ok, sentence }) => [ok, sentence])).toEqual([
      [true, ''],
      [true, ''],
      [true, ''],
      [true, ''],
    ]);
  });
  test('a data set without an accepted row is not enough', () => {
    expect(
      failing(checklist({ ...ready, dataSets: [{ dataSetId, status: 'ready', accepted: 0 }] })).map(({ item }) => item),
    ).toEqual(['dataSet']);
  });
});
