import { agentExamples } from '#contracts/agent/examples';
import { callbackExamples } from '#contracts/callback/examples';
import { campaignExamples } from '#contracts/campaign/examples';
import { channelExamples, numberExamples } from '#contracts/channel/examples';
import { contactExamples } from '#contracts/contact/examples';
import { dataSetExamples } from '#contracts/data-set/examples';
import { executionExamples, executionRowsExamples } from '#contracts/execution/examples';
import { flowExamples, flowVersionsExamples } from '#contracts/flow/examples';
import { installationExamples } from '#contracts/installation/examples';
import type { PersonalRegistry } from '#contracts/kernel/personal-fields';
import { organisationExamples } from '#contracts/organisation/examples';
import { personExamples } from '#contracts/person/examples';
import { personPersonalFields } from '#contracts/person/personal-fields';
import { rowExamples } from '#contracts/row/examples';
import { templateExamples } from '#contracts/template/examples';

/** One example of every event that can ever stand in the log, by type. */
export const eventExamples = {
  ...agentExamples,
  ...callbackExamples,
  ...campaignExamples,
  ...channelExamples,
  ...numberExamples,
  ...contactExamples,
  ...dataSetExamples,
  ...executionExamples,
  ...executionRowsExamples,
  ...flowExamples,
  ...flowVersionsExamples,
  ...organisationExamples,
  ...installationExamples,
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
  InboundCallReceived: [{ subject: 'contactId', fields: ['phone'] }],
  CallStatusRecorded: [{ subject: 'contactId', fields: ['raw'] }],
  DialogueRecorded: [{ subject: 'contactId', fields: ['transcript'] }],
  CallRecorded: [{ subject: 'contactId', fields: ['recordingId', 'url'] }],
  CallIntended: [{ subject: 'contactId', fields: ['conversation'] }],
  CallConcluded: [{ subject: 'contactId', fields: ['answer'] }],
  TransferIntended: [{ subject: 'contactId', fields: ['to', 'line'] }],
  AgentAdded: [{ subject: 'agentId', fields: ['name', 'phone'] }],
  AgentChanged: [{ subject: 'agentId', fields: ['name', 'phone'] }],
  OutreachRecovered: [{ subject: 'contactId', fields: ['text'] }],
  RowStarted: [{ subject: 'contactId', fields: ['phone', 'values'] }],
  AttemptIntended: [{ subject: 'contactId', fields: ['text', 'variables'] }],
  ReplyReceived: [{ subject: 'contactId', fields: ['text', 'button'] }],
  DataSetRowsImported: [
    { list: 'accepted', subject: 'contactId', fields: ['phone', 'values'] },
    { list: 'rejected', subject: 'subject', fields: ['sentence', 'values'] },
    { list: 'duplicates', subject: 'contactId', fields: ['values'] },
  ],
};
