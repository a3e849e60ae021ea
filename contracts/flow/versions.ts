import * as z from 'zod';
import { refuse, type Command } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { Event } from '#contracts/kernel/event';
import type { FlowDocument } from './document.ts';
import type { Finding } from './finding.ts';
import { blocking } from './validate.ts';

/** A flow exists; it has no steps and no published version yet. */
export type FlowCreated = Event<'FlowCreated', { readonly flowId: string; readonly name: string }>;
/** This version of the flow can be run from now on and never changes. No execution uses it yet. */
export type FlowPublished = Event<
  'FlowPublished',
  {
    readonly flowId: string;
    /** From 1. */
    readonly version: number;
    /** Revision of the flow's edits that was published. */
    readonly rev: number;
    readonly document: FlowDocument;
  }
>;
/** The flow takes no more publications and edits, until it is taken out of the archive. */
export type FlowArchived = Event<'FlowArchived', { readonly flowId: string }>;
/** The flow is edited and published again, as before it was archived. */
export type FlowUnarchived = Event<'FlowUnarchived', { readonly flowId: string }>;

export type FlowVersionsEvent = FlowCreated | FlowPublished | FlowArchived | FlowUnarchived;

/** What an editor may ask of a flow besides editing it. */
export const flowVersionsCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('CreateFlow'), data: z.strictObject({ name: z.string().trim().min(1).max(120) }) }),
  z.strictObject({
    type: z.literal('PublishFlow'),
    /** The revision the person looked at, and the campaign whose channels and data sets the flow is checked against. */
    data: z.strictObject({ rev: z.int().min(0), campaignId: z.uuid() }),
  }),
  z.strictObject({ type: z.literal('ArchiveFlow'), data: z.strictObject({}) }),
  z.strictObject({ type: z.literal('UnarchiveFlow'), data: z.strictObject({}) }),
]);

export type FlowVersionsCommand =
  | Command<'CreateFlow', { readonly flowId: string; readonly name: string }>
  | Command<
      'PublishFlow',
      {
        readonly rev: number;
        readonly head: number;
        readonly document: FlowDocument;
        readonly findings: readonly Finding[];
      }
    >
  | Command<'ArchiveFlow', Record<string, never>>
  | Command<'UnarchiveFlow', Record<string, never>>;

export type FlowVersions =
  | { readonly status: 'missing' }
  | {
      readonly status: 'open' | 'archived';
      readonly flowId: string;
      readonly name: string;
      readonly versions: readonly { readonly version: number; readonly rev: number; readonly document: FlowDocument }[];
    };

/** The life of a flow around its edits: created, published, archived. */
export const flowVersions: Decider<FlowVersions, FlowVersionsCommand, FlowVersionsEvent> = {
  category: 'flowVersions',
  initial: { status: 'missing' },
  decide,
  evolve,
};

function decide(command: FlowVersionsCommand, state: FlowVersions): Decision<FlowVersionsEvent> {
  if (command.type === 'CreateFlow')
    return state.status === 'missing'
      ? [{ type: 'FlowCreated', data: command.data }]
      : refuse('FlowExists', `The flow ${command.data.flowId} exists already; use another id.`);
  if (state.status === 'missing') return refuse('FlowIsMissing', 'There is no such flow; create it first.');
  if (command.type === 'ArchiveFlow')
    return state.status === 'archived' ? [] : [{ type: 'FlowArchived', data: { flowId: state.flowId } }];
  if (command.type === 'UnarchiveFlow')
    return state.status === 'archived' ? [{ type: 'FlowUnarchived', data: { flowId: state.flowId } }] : [];
  if (state.status === 'archived')
    return refuse(
      'FlowIsArchived',
      `“${state.name}” is archived and cannot be published; take it out of the archive first.`,
      { name: state.name },
    );
  return publish(command.data, state);
}

function publish(
  data: Extract<FlowVersionsCommand, { type: 'PublishFlow' }>['data'],
  state: Exclude<FlowVersions, { status: 'missing' }>,
): Decision<FlowVersionsEvent> {
  const { rev, head, document, findings } = data;
  if (rev !== head)
    return refuse(
      'FlowChangedSinceShown',
      `You looked at revision ${rev}, but the flow is at ${head} now; look at the changes and publish again.`,
      { rev, head },
    );
  if (state.versions.at(-1)?.rev === rev) return [];
  const standing = blocking(findings);
  if (standing.length > 0)
    return refuse(
      'FlowHasFindings',
      `“${state.name}” cannot be published: ${standing.map(({ sentence }) => sentence).join(' ')}`,
      { name: state.name, findings },
    );
  return [{ type: 'FlowPublished', data: { flowId: state.flowId, version: state.versions.length + 1, rev, document } }];
}

function evolve(state: FlowVersions, event: FlowVersionsEvent): FlowVersions {
  if (event.type === 'FlowCreated') return { status: 'open', ...event.data, versions: [] };
  if (state.status === 'missing') return state;
  if (event.type === 'FlowArchived') return { ...state, status: 'archived' };
  if (event.type === 'FlowUnarchived') return { ...state, status: 'open' };
  const { version, rev, document } = event.data;
  return { ...state, versions: [...state.versions, { version, rev, document }] };
}
