/**
 * The schema for analysts: documented views over the read tables, pseudonyms only. What stands here is kept stable; the
 * tables behind it are not. `ai_flows_analyst` may read it and nothing else, where the database lets us make roles.
 */
export const reportingSql = `
drop schema if exists reporting cascade;
create schema reporting;
comment on schema reporting is 'Stable views for analysts. contact_id is a pseudonym; no view holds personal data.';

create view reporting.campaigns as
  select campaign_id, name, status, flow_id, starts_at, ends_at, executions, created_at, changed_at, position from read.campaigns;
comment on view reporting.campaigns is 'Every campaign with its status (draft, active, completed, archived).';

create view reporting.data_set_totals as
  select data_set_id, campaign_id, name, status, rows, accepted, rejected, duplicates, uploaded_at, ready_at, position from read.data_sets;
comment on view reporting.data_set_totals is 'Every data set: rows = accepted + rejected + duplicates.';

create view reporting.data_set_rejections as select data_set_id, code, rows from read.data_set_rejections;
comment on view reporting.data_set_rejections is 'Rejected rows of a data set by reason.';

create view reporting.execution_totals as
  select execution_id, campaign_id, data_set_id, flow_id, flow_version, status, rows, admitted, rows - admitted as queued,
    started - completed - failed - suppressed - opted_out - stopped as open,
    contacted, delivered, read, replied, completed, failed, suppressed, opted_out, stopped, in_doubt,
    0 as calls, started_at, ended_at, position
  from read.executions;
comment on view reporting.execution_totals is 'Every execution: how many rows were contacted, answered, and ended in which way. completed: reached an End step.';

create view reporting.rows as
  select row_id, execution_id, campaign_id, n, batch, contact_id, status, step, waiting_until, outcome, label, reason, attempts,
    in_doubt, contacted, delivered, read, replied, started_at, ended_at, position
  from read.rows;
comment on view reporting.rows is 'One contact in one execution.';

create view reporting.contact_decisions as
  select position, row_id, execution_id, contact_id, step, channel_id, verdict, reason, attempt_id, decided_at from read.decisions;
comment on view reporting.contact_decisions is 'Every decision to contact somebody (sent) or not (skipped, blocked), with its reason.';

create view reporting.messages as
  select attempt_id, row_id, execution_id, contact_id, channel_id, template_id, kind, step, status, provider_id, error_code, failure,
    intended_at, accepted_at, delivered_at, read_at, failed_at, late_callbacks, position
  from read.messages;
comment on view reporting.messages is 'Every attempt to write to a contact, with its furthest status.';

create view reporting.whatsapp_report as
  select e.execution_id, e.campaign_id, m.sent, m.delivered, m.read, m.failed, m.in_doubt, e.contacted, e.replied,
    round(e.replied::numeric / nullif(e.contacted, 0), 4) as response_rate
  from read.executions e
  cross join lateral (
    select count(*) filter (where accepted_at is not null) as sent, count(*) filter (where delivered_at is not null) as delivered,
      count(*) filter (where read_at is not null) as read, count(*) filter (where status in ('failed', 'undelivered', 'canceled')) as failed,
      count(*) filter (where status = 'inDoubt') as in_doubt
    from read.messages where messages.execution_id = e.execution_id) m;
comment on view reporting.whatsapp_report is 'Messages by execution, and the share of contacted rows that answered.';

create view reporting.template_performance as
  select m.execution_id, m.template_id, t.name, t.language, count(*) filter (where m.accepted_at is not null) as sent,
    count(*) filter (where m.delivered_at is not null) as delivered, count(*) filter (where m.read_at is not null) as read,
    count(*) filter (where m.status in ('failed', 'undelivered', 'canceled')) as failed,
    count(distinct m.row_id) filter (where r.replied) as rows_replied
  from read.messages m join read.rows r using (row_id) left join read.templates t on t.template_id = m.template_id
  where m.template_id is not null
  group by m.execution_id, m.template_id, t.name, t.language;
comment on view reporting.template_performance is 'What became of the messages of each template in each execution.';

create view reporting.conversation_outcomes as
  select execution_id, coalesce(label, outcome) as outcome, outcome = 'completed' as completed, count(*) as rows
  from read.rows where outcome is not null group by execution_id, coalesce(label, outcome), outcome = 'completed';
comment on view reporting.conversation_outcomes is 'How rows ended: the outcome of the End step they reached, else how they failed.';

create view reporting.step_funnel as
  select p.execution_id, p.step, p.port, p.passages from read.step_passages p;
comment on view reporting.step_funnel is 'How often rows left each step by each port.';

create view reporting.suppressions as
  select contact_id, cause, suppressed_at from read.contacts where suppressed;
comment on view reporting.suppressions is 'Contacts that may not be contacted, and why.';

create view reporting.freshness as
  select name as follower, number, updated_at from follow.checkpoint;
comment on view reporting.freshness is 'How far each read table has come: number is the ordinal of the last event it reflects.';

do $$ begin
  if not exists (select from pg_roles where rolname = 'ai_flows_analyst') then create role ai_flows_analyst nologin; end if;
  grant usage on schema reporting to ai_flows_analyst;
  grant select on all tables in schema reporting to ai_flows_analyst;
exception when insufficient_privilege then
  raise notice 'The role ai_flows_analyst could not be made; grant select on schema reporting to analysts yourself.';
end $$;
`;
