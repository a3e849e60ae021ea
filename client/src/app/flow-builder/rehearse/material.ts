import { executionSettings } from '#contracts/execution/settings';
import type { FlowDocument } from '#contracts/flow/document';
import type { RehearsalMaterial } from '#contracts/rehearsal/state';
import type { TemplateApproval } from '#contracts/template/events';
import type { Around } from '#client/flow-builder/around';

type Person = Around['people'][number];

/** A number of a range that belongs to nobody (Ofcom's numbers for drama). */
const madeUpNumber = '+447700900123';

export const madeUpPerson: Person = { phone: madeUpNumber, values: {} };

/** What a rehearsal needs: the drawing, what it is drawn among, and whom it is walked with. */
export function materialOf(document: FlowDocument, around: Around, person: Person): RehearsalMaterial {
  const { channels, templates, agents, columns, disclosure } = around;
  return {
    ...{ document, disclosure, person },
    facts: { channels, templates, agents, columns },
    settings: executionSettings.parse({ quietHours: null }),
    channels: channels.map(({ channelId, kind, number }) => ({ channelId, kind, number })),
    templates: templates.map((template) => ({ ...template, approval: template.approval as TemplateApproval })),
    agents: agents.map(({ agentId, phone }) => ({ agentId, phone: phone ?? madeUpNumber, away: null })),
  };
}
