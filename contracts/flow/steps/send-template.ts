import * as z from 'zod';
import type { Finding, FlowFacts } from '#contracts/flow/finding';
import { checkChannel, checkVariables } from './checks.ts';
import { defineStep } from './definition.ts';

const configSchema = z.object({
  /** One of the campaign's WhatsApp channels; absent: its only one. */
  channelId: z.uuid().optional(),
  templateId: z.uuid(),
  /** What fills each placeholder of the template: text with {{column}} in it. */
  variables: z.record(z.string(), z.string().max(1600)).default({}),
});

/** Sends a pre-approved template, the only message that may open a conversation. */
export const sendTemplate = defineStep({
  type: 'SendTemplate',
  configSchema,
  ports: () => [
    { name: 'sent', required: true },
    { name: 'failed', required: false },
  ],
  check: (config, facts) => [...checkChannel('whatsapp', config.channelId, facts), ...checkTemplate(config, facts)],
});

function checkTemplate(
  { templateId, variables }: z.infer<typeof configSchema>,
  facts: FlowFacts,
): Omit<Finding, 'step'>[] {
  const template = facts.templates.find((each) => each.templateId === templateId);
  const blocks = (code: string, field: string, sentence: string) =>
    ({ severity: 'blocks', code, field, sentence }) as const;
  if (!template)
    return [blocks('UnknownTemplate', 'templateId', `There is no template ${templateId}; choose one of the list.`)];
  const found: Omit<Finding, 'step'>[] = [];
  if (template.approval !== 'approved')
    found.push(
      blocks(
        'TemplateNotApproved',
        'templateId',
        `The template “${template.name}” is ${template.approval}; only an approved one can be sent.`,
      ),
    );
  for (const name of template.variables)
    if (!variables[name]?.trim())
      found.push(
        blocks(
          'PlaceholderNotMapped',
          'variables',
          `{{${name}}} of “${template.name}” has no value; map it to a column or write a text.`,
        ),
      );
  return [...found, ...Object.values(variables).flatMap((text) => checkVariables(text, 'variables', facts))];
}
