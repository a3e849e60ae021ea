import * as z from 'zod';
import { refuse, type Command } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { TemplateApproval, TemplateCategory, TemplateEvent } from './events.ts';

export const templateApproval = z.enum(['unsubmitted', 'pending', 'approved', 'rejected', 'paused', 'disabled']);
export const templateCategory = z.enum(['marketing', 'utility', 'authentication']);

/** What an administrator may ask of a template. */
export const templateCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('RegisterTemplate'),
    data: z.strictObject({
      name: z.string().trim().min(1).max(120),
      language: z.string().regex(/^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/, 'a language like es or es-CL'),
      category: templateCategory,
      body: z.string().trim().min(1).max(1024),
      approval: templateApproval,
    }),
  }),
  z.strictObject({ type: z.literal('ChangeTemplateApproval'), data: z.strictObject({ approval: templateApproval }) }),
]);

export type TemplateCommand =
  | Command<
      'RegisterTemplate',
      {
        readonly templateId: string;
        readonly name: string;
        readonly language: string;
        readonly category: TemplateCategory;
        readonly body: string;
        readonly approval: TemplateApproval;
      }
    >
  | Command<'ChangeTemplateApproval', { readonly approval: TemplateApproval }>;

export type Template =
  | { readonly status: 'missing' }
  | {
      readonly status: 'registered';
      readonly templateId: string;
      readonly name: string;
      readonly language: string;
      readonly category: TemplateCategory;
      readonly body: string;
      readonly variables: readonly string[];
      readonly approval: TemplateApproval;
    };

/** A pre-approved WhatsApp message: the only thing that may open a conversation. */
export const template: Decider<Template, TemplateCommand, TemplateEvent> = {
  category: 'template',
  initial: { status: 'missing' },
  decide,
  evolve,
};

/** The names of the placeholders in a template's text, e.g. `['1', '2']`, in order of first appearance. */
export function placeholdersOf(body: string): readonly string[] {
  return [...new Set([...body.matchAll(/\{\{\s*([A-Za-z0-9_]{1,16})\s*\}\}/g)].map((found) => found[1] ?? ''))];
}

function decide(command: TemplateCommand, state: Template): Decision<TemplateEvent> {
  switch (command.type) {
    case 'RegisterTemplate':
      if (state.status !== 'missing')
        return refuse('TemplateExists', `The template ${command.data.templateId} exists already; use another id.`);
      return [{ type: 'TemplateRegistered', data: { ...command.data, variables: placeholdersOf(command.data.body) } }];
    case 'ChangeTemplateApproval':
      if (state.status === 'missing')
        return refuse('TemplateIsMissing', 'There is no such template; register it first.');
      if (state.approval === command.data.approval) return [];
      return [
        { type: 'TemplateApprovalChanged', data: { templateId: state.templateId, approval: command.data.approval } },
      ];
  }
}

function evolve(state: Template, event: TemplateEvent): Template {
  switch (event.type) {
    case 'TemplateRegistered':
      return { status: 'registered', ...event.data };
    case 'TemplateApprovalChanged':
      return state.status === 'missing' ? state : { ...state, approval: event.data.approval };
  }
}
