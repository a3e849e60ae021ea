import { render } from '#contracts/flow/variables';
import type { DecisionReason } from './events.ts';
import type { RowContext, TemplateOfRow } from './input.ts';
import { momentGate, personGate } from './moment.ts';
import type { SendMessageStep, SendTemplateStep } from './prepared-flow.ts';
import { channelFor, shut, type Shut } from './shut.ts';
import type { OpenRow } from './state.ts';

/** What goes out when every gate is open. */
export type Letter = {
  readonly channelId: string;
  readonly message: 'template' | 'text';
  readonly templateId: string | null;
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
};

export type Gated = { readonly open: true; readonly reason: DecisionReason; readonly letter: Letter } | Shut;

/** Longest filled template WhatsApp takes, and longest free text Twilio takes (Messages resource, Body), in characters. */
const longestTemplate = 1024;
const longestText = 1600;

/** Free text may be sent this long after the contact last wrote (WhatsApp's customer-service window). */
const windowMs = 24 * 3600 * 1000;

/** Whether the contact wrote to this channel within the last 24 hours. */
export function isWindowOpen({ contact, at }: Pick<RowContext, 'contact' | 'at'>, channelId: string): boolean {
  const lastInbound = contact.lastInbound[channelId];
  return lastInbound !== undefined && Date.parse(at) < Date.parse(lastInbound) + windowMs;
}

/** Every reason not to write to this person now, in the order they are looked at; then the message to send. */
export function gate(step: SendTemplateStep | SendMessageStep, row: OpenRow, context: RowContext): Gated {
  const values = personGate(row, context);
  if ('open' in values) return values;
  const channelId = channelFor('whatsapp', step.config.channelId, context);
  if (channelId === null) return shut('blocked', 'ChannelMissing');
  const gated =
    step.type === 'SendTemplate'
      ? templateGate(step, channelId, values.known, context)
      : textGate(step, channelId, values.known, context);
  return gated.open ? (momentGate(row, channelId, context) ?? gated) : gated;
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
  if (!isWindowOpen(context, channelId)) return shut('skipped', 'WindowClosed', channelId);
  const rendered = render(step.config.text, values);
  if (!rendered.ok) return shut('skipped', 'VariableMissing', channelId);
  if (rendered.text.length > longestText) return shut('skipped', 'TextTooLong', channelId);
  const letter: Letter = { channelId, message: 'text', templateId: null, text: rendered.text, variables: {} };
  return { open: true, reason: 'WindowOpen', letter };
}
