import { ids, same, view } from './view.ts';

export const contactViews = [
  view({
    name: 'suppressions',
    about: 'Contacts that may not be contacted, and why.',
    columns: same('c', {
      contact_id: ids.contact_id,
      cause: 'stopWord, spokenOptOut, manual, blockedByRecipient or forgotten.',
      suppressed_at: 'Since when.',
    }),
    from: 'from read.contacts c where c.suppressed',
  }),
  view({
    name: 'contact_history',
    about: 'What happened to a contact in all runs; read it for one contact_id, in order of at and n.',
    columns: same('h', {
      contact_id: ids.contact_id,
      at: 'When.',
      n: 'Order of what happened at the same instant.',
      kind: 'row (began or ended), decision, message, call, transfer, reply (the first of a run) or suppression.',
      what: 'began, or how it ended; the verdict; the furthest status; the result; received; suppressed.',
      reason: 'Why: of ends, decisions, failures and suppressions.',
      execution_id: ids.execution_id,
      campaign_id: ids.campaign_id,
      row_id: ids.row_id,
      step: ids.step,
      attempt_id: 'The attempt, where there is one.',
    }),
    from: `from (
  select r.contact_id, v.at, v.n, v.kind, v.what, v.reason, r.execution_id, r.campaign_id, r.row_id, v.step, null::text as attempt_id
  from read.rows r cross join lateral (values
    (r.started_at, 1, 'row', 'began', '', ''), (r.replied_at, 4, 'reply', 'received', '', ''),
    (r.ended_at, 5, 'row', r.outcome, coalesce(r.label, r.reason), r.step)) v(at, n, kind, what, reason, step) where v.at is not null
  union all
  select r.contact_id, d.decided_at, 2, 'decision', d.verdict, d.reason, r.execution_id, r.campaign_id, r.row_id, d.step, d.attempt_id
  from read.rows r join read.decisions d on d.row_id = r.row_id
  union all
  select r.contact_id, m.intended_at, 3, 'message', m.status, concat_ws(' ', m.failure, m.error_code), r.execution_id, r.campaign_id, r.row_id, m.step, m.attempt_id
  from read.rows r join read.messages m on m.row_id = r.row_id
  union all
  select r.contact_id, c.intended_at, 3, 'call', coalesce(c.result, c.status), concat_ws(' ', c.failure, c.error_code), r.execution_id, r.campaign_id, r.row_id, c.step, c.attempt_id
  from read.rows r join read.calls c on c.row_id = r.row_id
  union all
  select r.contact_id, t.intended_at, 3, 'transfer', coalesce(t.result, t.status), coalesce(t.error_code, ''), r.execution_id, r.campaign_id, r.row_id, t.step, t.attempt_id
  from read.rows r join read.transfers t on t.row_id = r.row_id
  union all
  select c.contact_id, c.suppressed_at, 6, 'suppression', 'suppressed', c.cause, null, null, null, '', null
  from read.contacts c where c.suppressed) h`,
  }),
].join('\n');
