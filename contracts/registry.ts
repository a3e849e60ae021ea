import { callbackExamples } from '#contracts/callback/examples';
import { campaignExamples } from '#contracts/campaign/examples';
import { channelExamples } from '#contracts/channel/examples';
import { contactExamples } from '#contracts/contact/examples';
import { dataSetExamples } from '#contracts/data-set/examples';
import { executionExamples } from '#contracts/execution/examples';
import { flowExamples, flowVersionsExamples } from '#contracts/flow/examples';
import type { PersonalRegistry } from '#contracts/kernel/personal-fields';
import { personExamples } from '#contracts/person/examples';
import { personPersonalFields } from '#contracts/person/personal-fields';
import { rowExamples } from '#contracts/row/examples';
import { templateExamples } from '#contracts/template/examples';

/** One example of every event that can ever stand in the log, by type. */
export const eventExamples = {
  ...callbackExamples,
  ...campaignExamples,
  ...channelExamples,
  ...contactExamples,
  ...dataSetExamples,
  ...executionExamples,
  ...flowExamples,
  ...flowVersionsExamples,
  ...personExamples,
  ...rowExamples,
  ...templateExamples,
};

export type EventType = keyof typeof eventExamples;

/** Which fields hold a person's data, field by field; the log seals exactly these. */
export const personalFields: PersonalRegistry = {
  ...personPersonalFields,
  CallbackRecorded: [{ subject: 'contactId', fields: ['raw'] }],
  InboundReceived: [{ subject: 'contactId', fields: ['phone', 'text', 'button'] }],
  RowStarted: [{ subject: 'contactId', fields: ['phone', 'values'] }],
  AttemptIntended: [{ subject: 'contactId', fields: ['text', 'variables'] }],
  ReplyReceived: [{ subject: 'contactId', fields: ['text', 'button'] }],
  DataSetRowsImported: [
    { list: 'accepted', subject: 'contactId', fields: ['phone', 'values'] },
    { list: 'rejected', subject: 'subject', fields: ['sentence', 'values'] },
    { list: 'duplicates', subject: 'contactId', fields: ['values'] },
  ],
};
