import type { Transaction } from 'kysely';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import type { TemplateApproval, TemplateCategory, TemplateEvent } from '#contracts/template/events';
import { foldInto } from './fold-into.ts';

export type TemplateRow = {
  readonly template_id: string;
  readonly name: string;
  readonly language: string;
  readonly category: TemplateCategory;
  readonly body: string;
  readonly variables: readonly string[];
  readonly approval: TemplateApproval;
  readonly registered_at: string;
  readonly position: number;
};

/** WhatsApp templates with their approval. */
export const templates: Projection<Transaction<unknown>> = {
  name: 'templates',
  kind: 'projection',
  version: 1,
  tables: ['templates'],
  ddl: `
create table templates(
  template_id uuid primary key,
  name text not null,
  language text not null,
  category text not null,
  body text not null,
  variables json not null,
  approval text not null,
  registered_at timestamptz not null,
  position bigint not null);
comment on table templates is 'WhatsApp templates; only approval = approved may be sent.';`,
  handles: ['TemplateRegistered', 'TemplateApprovalChanged'],
  on: async (batch, tx) => {
    await foldInto<TemplateRow, TemplateEvent>(tx, {
      ...{ table: 'templates', key: 'template_id', batch: batch as readonly Numbered<TemplateEvent>[], evolve },
      keyOf: (event) => event.data.templateId,
      begins: (event) => event.type === 'TemplateRegistered',
    });
    return ['templates'];
  },
};

function evolve(row: TemplateRow | undefined, { event, at }: Numbered<TemplateEvent>): TemplateRow | undefined {
  if (event.type === 'TemplateApprovalChanged') return row && { ...row, approval: event.data.approval };
  const { templateId, name, language, category, body, variables, approval } = event.data;
  return {
    template_id: templateId,
    name,
    language,
    category,
    body,
    variables,
    approval,
    registered_at: at,
    position: 0,
  };
}
