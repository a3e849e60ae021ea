import type { TemplateEvent } from './events.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';

/** One example of every event of a template. */
export const templateExamples = {
  TemplateRegistered: {
    type: 'TemplateRegistered',
    data: {
      ...{ templateId, name: 'reminder', language: 'en', body: 'Hello {{1}}, see you on {{2}}. Will you come?' },
      ...{ category: 'utility', variables: ['1', '2'], approval: 'approved' },
    },
  },
  TemplateApprovalChanged: { type: 'TemplateApprovalChanged', data: { templateId, approval: 'paused' } },
} satisfies { [E in TemplateEvent as E['type']]: E };
