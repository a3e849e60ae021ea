import { ids, same, share, view } from './view.ts';

export const funnelViews = [
  view({
    name: 'step_funnel',
    about: 'How often rows left each step by each port.',
    columns: same('p', {
      execution_id: ids.execution_id,
      step: ids.step,
      port: 'The port; End steps have the port end.',
      passages: 'How often; in a loop a row passes more than once.',
    }),
    from: 'from read.step_passages p',
  }),
  view({
    name: 'step_totals',
    about:
      'The funnel: what entered each step of the flow and where it went. entered = passed_on + open + ended. In a loop a row enters more than once.',
    columns: {
      execution_id: ['d.execution_id', ids.execution_id],
      step: ['d.step', ids.step],
      type: ['d.type', 'What the step does.'],
      title: ['d.title', 'The name that a person gave to the step; none where it is called after its type.'],
      outcome: ['d.outcome', 'Of an End step: the name under which it is counted, where it has one.'],
      ordinal: ['d.ordinal', 'Which of its type it is, from the left of the drawing; 0: the only one.'],
      entered: ['d.entered', 'How often rows came to the step.'],
      passed_on: ['d.passed_on', 'How often they went on to another.'],
      open: ['coalesce(r.open, 0)', 'Rows that are there now.'],
      waiting: ['coalesce(r.waiting, 0)', 'Those of them that wait for a reply, a call, a time or a better moment.'],
      deferred: ['coalesce(r.deferred, 0)', 'Those of them that are not contacted now.'],
      ended: ['coalesce(r.ended, 0)', 'Rows that ended there.'],
      completed: ['coalesce(r.completed, 0)', 'Those of them that ended as the flow has it: at an End step.'],
      entered_share: [share('d.entered', 'd.started'), 'What entered, of the rows that began.'],
      passed_on_share: [share('d.passed_on', 'd.entered'), 'What went on, of what entered.'],
    },
    from: `from (
  select e.execution_id, e.started, s.key as step, s.value ->> 'type' as type,
    nullif(trim(min(s.value #>> '{config,title}')), '') as title,
    nullif(trim(min(s.value #>> '{config,outcome}')), '') as outcome,
    case when count(*) over alike = 1 then 0 else row_number() over (alike order by min((s.value ->> 'x')::float),
      min((s.value ->> 'y')::float), s.key collate "C") end as ordinal,
    coalesce(sum(p.passages) filter (where c.value ->> 'to' = s.key), 0)::bigint
      + case when s.value ->> 'type' = 'Start' then e.started else 0 end as entered,
    coalesce(sum(p.passages) filter (where c.value ->> 'from' = s.key), 0)::bigint as passed_on
  from read.executions e
  join read.flow_versions v on v.flow_version = e.flow_id || ' ' || e.flow_version
  cross join lateral json_each(v.document -> 'steps') s
  left join lateral json_each(v.document -> 'connections') c on s.key in (c.value ->> 'from', c.value ->> 'to')
  left join read.step_passages p on p.execution_id = e.execution_id and p.step = c.value ->> 'from' and p.port = c.value ->> 'port'
  group by e.execution_id, e.started, s.key, s.value ->> 'type'
  window alike as (partition by e.execution_id, s.value ->> 'type')) d
left join (
  select execution_id, step, count(*) filter (where status = 'open') as open,
    count(*) filter (where waiting_until is not null) as waiting,
    count(*) filter (where deferred_because is not null) as deferred, count(*) filter (where status = 'ended') as ended,
    count(*) filter (where outcome = 'completed') as completed
  from read.rows group by execution_id, step) r on r.execution_id = d.execution_id and r.step = d.step`,
  }),
].join('\n');
