import type { Event } from '#contracts/kernel/event';

/** Approval states of a WhatsApp template as the provider reports them; only `approved` may be sent. */
export type TemplateApproval = 'unsubmitted' | 'pending' | 'approved' | 'rejected' | 'paused' | 'disabled';
/** WhatsApp's template categories. */
export type TemplateCategory = 'marketing' | 'utility' | 'authentication';

/** A message template exists; its text holds placeholders {{1}}, {{2}} … which a step maps to columns. */
export type TemplateRegistered = Event<
  'TemplateRegistered',
  {
    readonly templateId: string;
    readonly name: string;
    /** BCP 47 language of the approved text; approval is per language. */
    readonly language: string;
    readonly category: TemplateCategory;
    readonly body: string;
    /** Placeholder names in the order of their first appearance. */
    readonly variables: readonly string[];
    readonly approval: TemplateApproval;
  }
>;
/** The provider changed its mind about the template. */
export type TemplateApprovalChanged = Event<
  'TemplateApprovalChanged',
  { readonly templateId: string; readonly approval: TemplateApproval }
>;

export type TemplateEvent = TemplateRegistered | TemplateApprovalChanged;
