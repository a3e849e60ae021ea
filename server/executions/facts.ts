import { agent, type Agent, type AgentCommand } from '#contracts/agent/agent';
import type { AgentEvent } from '#contracts/agent/events';
import { channel, type Channel, type ChannelCommand, type ChannelRates } from '#contracts/channel/channel';
import type { ChannelEvent, ChannelProvider } from '#contracts/channel/events';
import { contact, type Contact } from '#contracts/contact/contact';
import type { ContactEvent } from '#contracts/contact/events';
import { chunkStream } from '#contracts/data-set/data-set';
import type { DataSetRowsImported } from '#contracts/data-set/events';
import { execution } from '#contracts/execution/execution';
import type { ExecutionEvent } from '#contracts/execution/events';
import type { ExistingExecution } from '#contracts/execution/state';
import { flowVersions, type FlowVersionsEvent } from '#contracts/flow/versions';
import { fold, type Decider } from '#contracts/kernel/decider';
import type { Command } from '#contracts/kernel/command';
import type { Event, Instant, Recorded } from '#contracts/kernel/event';
import type { AgentOfRow, ChannelOfRow, TemplateOfRow } from '#contracts/row/input';
import { prepareFlow, type PreparedFlow } from '#contracts/row/prepared-flow';
import { template } from '#contracts/template/template';
import type { Log } from '#server/engine/log/log';
import { createRowSource } from './row-source.ts';

/** A run with everything of it that its rows are walked by. */
export type RunFacts = FlowParts & {
  readonly execution: ExistingExecution;
  readonly begunAt: Instant;
  readonly flow: PreparedFlow;
};

export type FlowParts = {
  readonly channels: readonly RunChannel[];
  readonly agents: ReadonlyMap<string, AgentOfRow>;
  readonly templates: ReadonlyMap<string, TemplateOfRow>;
};

export type RunChannel = ChannelOfRow & ChannelRates & { readonly provider: ChannelProvider };

type History = ReadonlyMap<string, readonly Recorded[]>;

/** Reads runs, contacts and data-set chunks from their streams. Runs are read anew each time, since they may be paused. */
export function createFacts(log: Log) {
  const flows = new Map<string, PreparedFlow>();
  const chunks = new Map<string, DataSetRowsImported['data']>();

  const flowOf = async (flowId: string, version: number): Promise<PreparedFlow> => {
    const key = `${flowId} ${version}`;
    const known = flows.get(key);
    if (known) return known;
    const history = await log.read(`flowVersions-${flowId}`);
    const state = fold(
      flowVersions,
      history.map(({ event }) => event as FlowVersionsEvent),
    );
    const published = state.status === 'missing' ? undefined : state.versions.find((each) => each.version === version);
    if (!published)
      throw new Error(`Executing version ${version} of the flow ${flowId}: its stream has no such version.`);
    const prepared = prepareFlow(published.document);
    flows.set(key, prepared);
    return prepared;
  };

  const runOf = async (existing: ExistingExecution, begunAt: Instant): Promise<RunFacts> => {
    const { flowId, flowVersion, channelIds } = existing.started;
    const flow = await flowOf(flowId, flowVersion);
    return { execution: existing, begunAt, flow, ...(await partsOf(flow, channelIds)) };
  };

  /** What a flow speaks of, as it is now: channels, templates, agents. */
  const partsOf = async (flow: PreparedFlow, channelIds: readonly string[]): Promise<FlowParts> => {
    const templateIds = [...flow.steps.values()].flatMap((step) =>
      step.type === 'SendTemplate' ? [step.config.templateId] : [],
    );
    const agentIds = [...flow.steps.values()].flatMap((step) =>
      step.type === 'VoiceTransfer' && step.config.to.of === 'agent' ? [step.config.to.agentId] : [],
    );
    const streams = await log.readMany([
      ...channelIds.map((id) => `channel-${id}`),
      ...templateIds.map((id) => `template-${id}`),
      ...agentIds.map((id) => `agent-${id}`),
    ]);
    const channels = channelIds.flatMap((id) => {
      const state = folded<Channel, ChannelCommand, ChannelEvent>(channel, streams, `channel-${id}`);
      return state.status === 'available' ? [state] : [];
    });
    const templates = templateIds.flatMap((id) => {
      const state = folded(template, streams, `template-${id}`);
      return state.status === 'registered' ? [[id, state] as const] : [];
    });
    const agents = agentIds.flatMap((id) => {
      const state = folded<Agent, AgentCommand, AgentEvent>(agent, streams, `agent-${id}`);
      return state.status === 'available' ? [[id, state] as const] : [];
    });
    return { channels, templates: new Map(templates), agents: new Map(agents) };
  };

  /** One chunk of a data set, or null behind its last one. */
  const chunk = async (dataSetId: string, number: number): Promise<DataSetRowsImported['data'] | null> => {
    const stream = chunkStream(dataSetId, number);
    const known = chunks.get(stream);
    if (known) return known;
    const [recorded] = await log.read(stream);
    if (!recorded) return null;
    const { data } = recorded.event as DataSetRowsImported;
    chunks.set(stream, data);
    for (const oldest of chunks.keys()) {
      if (chunks.size <= 24) break;
      chunks.delete(oldest);
    }
    return data;
  };

  return {
    /** Runs by id; a run whose stream has not begun is absent. */
    async runs(executionIds: readonly string[]): Promise<ReadonlyMap<string, RunFacts>> {
      const streams = await log.readMany([...new Set(executionIds)].map((id) => `execution-${id}`));
      const found = new Map<string, RunFacts>();
      for (const [, history] of streams) {
        const state = fold(
          execution,
          history.map(({ event }) => event as ExecutionEvent),
        );
        if (state.status !== 'missing') found.set(state.started.executionId, await runOf(state, history[0]?.at ?? ''));
      }
      return found;
    },
    /** Contacts by id with their streams, read right before anything is decided about them. */
    async contacts(
      contactIds: readonly string[],
    ): Promise<
      (contactId: string) => { readonly state: Contact; readonly history: readonly Recorded<ContactEvent>[] }
    > {
      const streams = await log.readMany([...new Set(contactIds)].map((id) => `contact-${id}`));
      return (contactId) => {
        const history = (streams.get(`contact-${contactId}`) ?? []) as readonly Recorded<ContactEvent>[];
        return {
          state: fold(
            contact,
            history.map(({ event }) => event),
          ),
          history,
        };
      };
    },
    chunk,
    partsOf,
    /** Where a run's rows come from: its data set, or the listed rows of a run that is tried again. */
    rowSource: createRowSource(log, chunk),
  };
}

export type Facts = ReturnType<typeof createFacts>;

function folded<S, C extends Command, E extends Event>(decider: Decider<S, C, E>, streams: History, stream: string): S {
  return fold(
    decider,
    (streams.get(stream) ?? []).map(({ event }) => event as E),
  );
}
