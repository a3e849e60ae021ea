import * as z from 'zod';
import { templateApproval, templateCategory, templateCommand } from '#contracts/template/template';
import { commandDoor } from './command-door.ts';
import { door } from './door.ts';

const tag = 'Templates';

export const templateRow = z
  .object({
    template_id: z.uuid(),
    name: z.string(),
    language: z.string(),
    category: templateCategory,
    body: z.string(),
    variables: z.array(z.string()).meta({ description: 'What stands in double braces in the body.' }),
    approval: templateApproval,
    registered_at: z.iso.datetime(),
    position: z.int(),
  })
  .meta({ id: 'Template' });
export type TemplateAnswer = z.output<typeof templateRow>;

export const listTemplates = door({
  ...{ name: 'listTemplates', method: 'get', path: '/api/templates', tag, permission: 'readCampaigns' },
  summary: 'Message templates of the organisation.',
  answer: z.object({ templates: z.array(templateRow) }),
});

export const commandTemplate = commandDoor({
  ...{ name: 'commandTemplate', path: '/api/templates/{templateId}/commands', tag, permission: 'manageTemplates' },
  params: z.object({ templateId: z.uuid() }),
  summary: 'Register a template, or change the state of its approval.',
  command: templateCommand,
  refusals: ['TemplateExists', 'TemplateIsMissing'],
});
