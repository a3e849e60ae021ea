import { describe, expect, test } from '@jest/globals';
import { isRefusal } from '#contracts/kernel/command';
import { given } from '#contracts/kernel/spec';
import { flowVersionsExamples as happened } from './examples.ts';
import { flowVersions } from './versions.ts';

const { document } = happened.FlowPublished.data;
const publish = { type: 'PublishFlow', data: { rev: 3, head: 3, document, findings: [] } } as const;

describe('a flow', () => {
  test('is created once', () => {
    given(flowVersions).when({ type: 'CreateFlow', data: happened.FlowCreated.data }).then(happened.FlowCreated);
    given(flowVersions, happened.FlowCreated)
      .when({ type: 'CreateFlow', data: happened.FlowCreated.data })
      .thenRefused('FlowExists');
  });
  test('is published with the next version number', () => {
    given(flowVersions, happened.FlowCreated).when(publish).then(happened.FlowPublished);
    const { decision } = given(flowVersions, happened.FlowCreated, happened.FlowPublished).when({
      ...publish,
      data: { ...publish.data, rev: 5, head: 5 },
    });
    expect(!isRefusal(decision) && decision[0]?.data).toMatchObject({ version: 2, rev: 5 });
  });
  test('publishing the same revision again changes nothing', () => {
    given(flowVersions, happened.FlowCreated, happened.FlowPublished).when(publish).thenNothing();
  });
  test('is not published when it changed since it was shown', () => {
    given(flowVersions, happened.FlowCreated)
      .when({ ...publish, data: { ...publish.data, head: 4 } })
      .thenRefused('FlowChangedSinceShown');
  });
  test('is not published with findings that block, but with those that warn', () => {
    const finding = { code: 'NoEnd', sentence: 'The flow has no End step; add one.' };
    given(flowVersions, happened.FlowCreated)
      .when({ ...publish, data: { ...publish.data, findings: [{ severity: 'blocks', ...finding }] } })
      .thenRefused('FlowHasFindings');
    given(flowVersions, happened.FlowCreated)
      .when({ ...publish, data: { ...publish.data, findings: [{ severity: 'warns', ...finding }] } })
      .then(happened.FlowPublished);
  });
  test('is archived once, whether it was published or not', () => {
    const archive = { type: 'ArchiveFlow', data: {} } as const;
    given(flowVersions, happened.FlowCreated).when(archive).then(happened.FlowArchived);
    given(flowVersions, happened.FlowCreated, happened.FlowPublished).when(archive).then(happened.FlowArchived);
    given(flowVersions, happened.FlowCreated, happened.FlowArchived).when(archive).thenNothing();
    given(flowVersions).when(archive).thenRefused('FlowIsMissing');
  });
  test('comes out of the archive as it went in, and is edited and published on', () => {
    const unarchive = { type: 'UnarchiveFlow', data: {} } as const;
    const archived = [happened.FlowCreated, happened.FlowArchived] as const;
    given(flowVersions, ...archived)
      .when(unarchive)
      .then(happened.FlowUnarchived);
    given(flowVersions, happened.FlowCreated).when(unarchive).thenNothing();
    given(flowVersions).when(unarchive).thenRefused('FlowIsMissing');
    given(flowVersions, ...archived, happened.FlowUnarchived)
      .when({ type: 'ArchiveFlow', data: {} })
      .then(happened.FlowArchived);
  });
  test('of an older revision than the newest publication is published again', () => {
    const newer = { ...happened.FlowPublished, data: { ...happened.FlowPublished.data, rev: 9 } };
    expect(isRefusal(given(flowVersions, happened.FlowCreated, newer).when(publish).decision)).toBe(false);
  });
  test('says which revision was looked at and which one is there', () => {
    const { decision } = given(flowVersions, happened.FlowCreated).when({
      ...publish,
      data: { ...publish.data, head: 4 },
    });
    expect(isRefusal(decision) && decision.details).toEqual({ rev: 3, head: 4 });
  });
  test('that is archived or missing is not published', () => {
    given(flowVersions, happened.FlowCreated, happened.FlowArchived).when(publish).thenRefused('FlowIsArchived');
    given(flowVersions).when(publish).thenRefused('FlowIsMissing');
  });
});
