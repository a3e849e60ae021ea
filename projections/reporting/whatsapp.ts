import { ids, same, share, view } from './view.ts';

const failed = `m.status in ('failed', 'undelivered', 'canceled')`;
const sent = 'count(*) filter (where m.accepted_at is not null)';
const delivered = 'count(*) filter (where m.delivered_at is not null)';
const read = 'count(*) filter (where m.read_at is not null)';

const messages = {
  sent: [sent, 'Messages that the carrier took.'],
  delivered: [delivered, 'Messages that were delivered.'],
  read: [read, 'Messages that were read.'],
  failed: [`count(*) filter (where ${failed})`, 'Messages that failed and were never delivered.'],
} as const;

export const whatsappViews = [
  view({
    name: 'messages',
    about: 'Every attempt to write to a contact, with its furthest status; a status never goes back.',
    columns: same('m', {
      attempt_id: ids.attempt_id,
      row_id: ids.row_id,
      execution_id: ids.execution_id,
      contact_id: ids.contact_id,
      channel_id: ids.channel_id,
      template_id: 'The template; null: free text.',
      kind: 'template or text.',
      step: ids.step,
      status:
        'intended, absent (never reached the carrier), inDoubt, or Twilio’s: accepted, queued, sending, sent, delivered, read, undelivered, failed, canceled.',
      provider_id: 'The carrier’s id of the message.',
      error_code: 'The carrier’s code of a failure.',
      failure: 'What kind of failure it is.',
      intended_at: 'When the carrier was about to be asked.',
      accepted_at: 'When it had taken the message.',
      delivered_at: 'When it was delivered.',
      read_at: 'When it was read.',
      failed_at: 'When it failed.',
      late_callbacks: 'What the carrier told when further was known already.',
      position: ids.position,
    }),
    from: 'from read.messages m',
  }),
  view({
    name: 'whatsapp_report',
    about: 'Messages by run, and the share of rows with a message that wrote back.',
    columns: {
      ...same('e', { execution_id: ids.execution_id, campaign_id: ids.campaign_id }),
      ...same('m', {
        sent: messages.sent[1],
        delivered: messages.delivered[1],
        read: messages.read[1],
        failed: messages.failed[1],
        in_doubt: 'Messages of which nobody can say whether they went out.',
      }),
      ...same('e', { contacted: 'Rows that were contacted.', messaged: 'Rows to whom the carrier took a message.' }),
      replied: ['e.replied', 'Rows that wrote back.'],
      delivery_rate: [share('m.delivered', 'm.sent'), 'Delivered of the sent messages.'],
      read_rate: [share('m.read', 'm.delivered'), 'Read of the delivered messages.'],
      response_rate: [share('e.replied', 'e.messaged'), 'Rows that wrote back, of those with a message.'],
    },
    from: `from read.executions e cross join lateral (
  select ${sent} as sent, ${delivered} as delivered, ${read} as read, ${messages.failed[0]} as failed,
    count(*) filter (where m.status = 'inDoubt') as in_doubt
  from read.messages m where m.execution_id = e.execution_id) m`,
  }),
  view({
    name: 'message_failures',
    about: 'Failed messages of a run by reason.',
    columns: {
      execution_id: ['m.execution_id', ids.execution_id],
      failure: [`coalesce(m.failure, 'unknown')`, 'What kind of failure it is.'],
      error_code: [`coalesce(m.error_code, '')`, 'The carrier’s code.'],
      messages: ['count(*)', 'How many messages.'],
    },
    from: `from read.messages m where ${failed} group by 1, 2, 3`,
  }),
  view({
    name: 'template_performance',
    about: 'What became of the messages of each template in each run.',
    columns: {
      execution_id: ['m.execution_id', ids.execution_id],
      template_id: ['m.template_id', 'The template.'],
      name: ['t.name', 'Its name.'],
      language: ['t.language', 'Its language.'],
      category: ['t.category', 'marketing, utility or authentication.'],
      ...messages,
      rows_sent: [
        'count(distinct m.row_id) filter (where m.accepted_at is not null)',
        'Rows to whom it was sent at least once.',
      ],
      rows_replied: ['count(distinct m.row_id) filter (where r.replied)', 'Those of them that wrote back.'],
      delivery_rate: [share(delivered, sent), 'Delivered of the sent messages.'],
      read_rate: [share(read, delivered), 'Read of the delivered messages.'],
      response_rate: [
        share(
          'count(distinct m.row_id) filter (where r.replied)',
          'count(distinct m.row_id) filter (where m.accepted_at is not null)',
        ),
        'Rows that wrote back, of those to whom it was sent.',
      ],
    },
    from: `from read.messages m join read.rows r on r.row_id = m.row_id
left join read.templates t on t.template_id = m.template_id
where m.template_id is not null group by m.execution_id, m.template_id, t.name, t.language, t.category`,
  }),
].join('\n');
