import { activityViews } from '#projections/reporting/activity';
import { campaignViews } from '#projections/reporting/campaigns';
import { channelViews } from '#projections/reporting/channels';
import { contactViews } from '#projections/reporting/contacts';
import { executionViews } from '#projections/reporting/executions';
import { funnelViews } from '#projections/reporting/funnel';
import { voiceViews } from '#projections/reporting/voice';
import { whatsappViews } from '#projections/reporting/whatsapp';

/**
 * The schema for analysts: documented views over the read tables, pseudonyms only. What stands here is kept stable; the
 * tables behind it are not. `ai_flows_analyst` may read it and nothing else, where the database lets us make roles; roles
 * belong to the whole server, so another database of it may be making the same one at this moment.
 */
export const reportingSql = `
drop schema if exists reporting cascade;
create schema reporting;
comment on schema reporting is 'Stable views for analysts. contact_id is a pseudonym; no view holds personal data.';

${[campaignViews, executionViews, whatsappViews, voiceViews, funnelViews, activityViews, contactViews, channelViews].join('\n')}
do $$ begin
  begin
    if not exists (select from pg_roles where rolname = 'ai_flows_analyst') then create role ai_flows_analyst nologin; end if;
  exception when duplicate_object or unique_violation then null;
  end;
  grant usage on schema reporting to ai_flows_analyst;
  grant select on all tables in schema reporting to ai_flows_analyst;
exception when insufficient_privilege then
  raise notice 'The role ai_flows_analyst could not be made; grant select on schema reporting to analysts yourself.';
end $$;
`;
