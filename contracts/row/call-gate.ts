import { render } from '#contracts/flow/variables';
import { nextAllowed } from '#contracts/contact/quiet-hours';
import type { CallConversation, CallIntended, DecisionReason, TransferIntended } from './events.ts';
import type { RowContext } from './input.ts';
import { momentGate, personGate } from './moment.ts';
import type { VoiceCallStep, VoiceTransferStep, WaitInboundCallStep } from './prepared-flow.ts';
import { channelFor, shut, type Shut } from './shut.ts';
import type { OpenRow } from './state.ts';

/** A call is kept open for a transfer no longer than this. Seconds. */
const openFor = 30;

type Open<Order> = { readonly open: true; readonly reason: DecisionReason; readonly order: Order };

/** A call as it is asked for, without the ids of row and attempt. */
export type CallOrder = Pick<
  CallIntended['data'],
  'channelId' | 'direction' | 'callId' | 'voice' | 'record' | 'ringSeconds' | 'maxDurationSeconds' | 'hold'
> & {
  readonly conversation: CallConversation;
  /** How long the call may stay open after its conversation. */
  readonly holdSeconds: number;
};

export type TransferOrder = Pick<TransferIntended['data'], 'channelId' | 'callId' | 'ringSeconds' | 'agentId'> & {
  readonly to: string;
  readonly line: string;
};

/** Every reason not to call this person now; then the call. */
export function callGate(step: VoiceCallStep, row: OpenRow, context: RowContext): Open<CallOrder> | Shut {
  const person = personGate(row, context);
  if ('open' in person) return person;
  const channelId = channelFor('voice', step.config.channelId, context);
  if (channelId === null) return shut('blocked', 'ChannelMissing');
  const conversation = conversationOf(step, person.known, context);
  if (conversation === null) return shut('skipped', 'VariableMissing', channelId);
  const order: CallOrder = {
    ...{ channelId, direction: 'outbound', callId: null, ringSeconds: step.config.ringSeconds, conversation },
    ...talk(step, context),
  };
  return momentGate(row, channelId, context) ?? { open: true, reason: 'CallAllowed', order };
}

/** Whoever calls us is answered, unless they were forgotten or it cannot be said what to say. */
export function answerGate(
  step: WaitInboundCallStep,
  row: OpenRow,
  { callId, channelId }: { readonly callId: string; readonly channelId: string },
  context: RowContext,
): Open<CallOrder> | Shut {
  if (row.started.values === null || context.contact.suppressed === 'forgotten')
    return shut('blocked', 'ContactForgotten', channelId);
  const conversation = conversationOf(step, row.started.values, context);
  if (conversation === null) return shut('skipped', 'VariableMissing', channelId);
  const order: CallOrder = {
    ...{ channelId, direction: 'inbound', callId, ringSeconds: 0, conversation },
    ...talk(step, context),
  };
  return { open: true, reason: 'CallAnswered', order };
}

/** A call can be handed over while it is open, to somebody who takes calls now. */
export function transferGate(step: VoiceTransferStep, row: OpenRow, context: RowContext): Open<TransferOrder> | Shut {
  const { live, started } = row;
  if (!live || started.values === null) return shut('skipped', 'CallHasEnded', live?.channelId ?? null);
  const { channelId, callId } = live;
  const { to, timeoutSeconds, handoffLine } = step.config;
  const said = render(handoffLine, started.values);
  const order = { channelId, callId, ringSeconds: timeoutSeconds, line: said.ok ? said.text : '' };
  if (to.of === 'number')
    return { open: true, reason: 'TransferAllowed', order: { ...order, agentId: null, to: to.number } };
  const agent = context.agents.get(to.agentId);
  if (!agent?.phone) return shut('skipped', 'AgentMissing', channelId);
  const { away } = agent;
  if (away && nextAllowed(context.at, [away.timeZone], away.hours) !== context.at)
    return shut('skipped', 'AgentUnavailable', channelId);
  return { open: true, reason: 'TransferAllowed', order: { ...order, agentId: agent.agentId, to: agent.phone } };
}

function talk({ id, config }: VoiceCallStep | WaitInboundCallStep, { flow }: RowContext) {
  const { voice, record, maxDurationSeconds } = config;
  const hold = flow.mayTransfer(id);
  return { voice, record, maxDurationSeconds, hold, holdSeconds: hold ? openFor : 0 };
}

/** What is said, with the row's values in it; null when one of them is missing. */
function conversationOf(
  { config }: VoiceCallStep | WaitInboundCallStep,
  values: Readonly<Record<string, string>>,
  { disclosure }: RowContext,
): CallConversation | null {
  const greeting = render(config.greeting, values);
  const prompt = render(config.systemPrompt, values);
  if (!greeting.ok || !prompt.ok) return null;
  const context = config.contextColumns.flatMap((column) => {
    const value = Object.hasOwn(values, column) ? values[column]?.trim() : undefined;
    return value ? [[column, value] as const] : [];
  });
  return { disclosure, greeting: greeting.text, prompt: prompt.text, context: Object.fromEntries(context) };
}
