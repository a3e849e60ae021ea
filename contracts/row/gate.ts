import type { DecisionReason } from './events.ts';
import type { RowContext, TemplateOfRow } from './input.ts';
import type { SendMessageStep, SendTemplateStep } from './prepared-flow.ts';
import type { OpenRow } from './state.ts';
import { render } from '#contracts/flow/variables';

/** What goes out when every gate is open. */
export type Letter = {
  readonly channelId: string;
  readonly message: 'template' | 'text';
  readonly templateId: string | null;
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
};

export type Gated =
  | { readonly open: true; readonly reason: DecisionReason; readonly letter: Letter }
  | {
      readonly open: false;
      readonly verdict: 'skipped' | 'blocked';
      readonly reason: DecisionReason;
      readonly channelId: string | null;
    };

/** Longest filled template WhatsApp takes, and longest free text Twilio takes (Messages resource, Body), in characters. */
const longestTemplate = 1024;
const longestText = 1600;

/** Free text may be sent this long after the contact last wrote (WhatsApp's customer-service window). */
const windowMs = 24 * 3600 * 1000;

/** How often one step tries before it gives up; only attempts that provably never went out are tried again. */
const attemptLimit = 3;

/** Every reason not to contact this person now, in the order they are looked at; then the message to send. */
export function gate(step: SendTemplateStep | SendMessageStep, row: OpenRow, context: RowContext): Gated {
  if (row.started.phone === null || row.started.values === null) return shut('blocked', 'ContactForgotten');
  if (context.contact.suppressed === 'forgotten') return shut('blocked', 'ContactForgotten');
  if (context.contact.suppressed) return shut('blocked', 'ContactSuppressed');
  if (row.attemptsHere >= attemptLimit) return shut('blocked', 'AttemptLimitReached');
  const channelId = channelFor(step.config.channelId, context);
  if (channelId === null) return shut('blocked', 'ChannelMissing');
  return step.type === 'SendTemplate'
    ? templateGate(step, channelId, row.started.values, context)
    : textGate(step, channelId, row.started.values, context);
}

function templateGate(
  step: SendTemplateStep,
  channelId: string,
  values: Readonly<Record<string, string>>,
  context: RowContext,
): Gated {
  const template = context.templates.get(step.config.templateId);
  if (!template) return shut('blocked', 'TemplateMissing', channelId);
  if (template.approval !== 'approved') return shut('blocked', 'TemplateNotApproved', channelId);
  const variables = fill(template, step, values);
  if (variables === null) return shut('skipped', 'VariableMissing', channelId);
  const text = template.body.replace(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name: string) => variables[name] ?? '');
  if (text.length > longestTemplate) return shut('skipped', 'TextTooLong', channelId);
  const letter: Letter = { channelId, message: 'template', templateId: template.templateId, text, variables };
  return { open: true, reason: 'TemplateApproved', letter };
}

/**
 * The value of every placeholder, or null when one has none. WhatsApp refuses empty values, line breaks, tabs and runs
 * of spaces (Twilio error 21656), so white space is folded.
 */
function fill(
  template: TemplateOfRow,
  step: SendTemplateStep,
  values: Readonly<Record<string, string>>,
): Record<string, string> | null {
  const filled: Record<string, string> = {};
  for (const name of template.variables) {
    const rendered = render(step.config.variables[name] ?? '', values);
    const text = rendered.ok ? rendered.text.replace(/\s+/g, ' ').trim() : '';
    if (text === '') return null;
    filled[name] = text;
  }
  return filled;
}

function textGate(
  step: SendMessageStep,
  channelId: string,
  values: Readonly<Record<string, string>>,
  context: RowContext,
): Gated {
  const lastInbound = context.contact.lastInbound[channelId];
  if (lastInbound === undefined || Date.parse(context.at) >= Date.parse(lastInbound) + windowMs)
    return shut('skipped', 'WindowClosed', channelId);
  const rendered = render(step.config.text, values);
  if (!rendered.ok) return shut('skipped', 'VariableMissing', channelId);
  if (rendered.text.length > longestText) return shut('skipped', 'TextTooLong', channelId);
  const letter: Letter = { channelId, message: 'text', templateId: null, text: rendered.text, variables: {} };
  return { open: true, reason: 'WindowOpen', letter };
}

/** The step's own channel when the campaign has it; without one, the campaign's only WhatsApp channel. */
function channelFor(wanted: string | undefined, context: RowContext): string | null {
  const senders = context.channels.filter((channel) => channel.kind === 'whatsapp');
  if (wanted) return senders.find((channel) => channel.channelId === wanted)?.channelId ?? null;
  return senders.length === 1 ? (senders[0]?.channelId ?? null) : null;
}

function shut(verdict: 'skipped' | 'blocked', reason: DecisionReason, channelId: string | null = null): Gated {
  return { open: false, verdict, reason, channelId };
}
