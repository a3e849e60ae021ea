import { ids, view } from './view.ts';

const counts = {
  sent: 'Messages that the carrier took.',
  delivered: 'Messages that were delivered.',
  read: 'Messages that were read.',
  failed: 'Messages that failed.',
  replied: 'Rows that wrote back for the first time.',
  calls: 'Calls that the carrier took.',
  answered: 'Calls that a human being took.',
  ended: 'Rows that ended.',
} as const;

const every = Object.entries(counts);

export const activityViews = [
  view({
    name: 'activity_hourly',
    about: 'What happened in each hour of a run; hours in which nothing happened are not there.',
    columns: {
      execution_id: ['a.execution_id', ids.execution_id],
      hour: [`date_trunc('hour', a.at, 'UTC')`, 'Its beginning.'],
      ...Object.fromEntries(
        every.map(([name, about]) => [name, [`count(*) filter (where a.what = '${name}')`, about] as const]),
      ),
    },
    from: `from (
  select m.execution_id, v.what, v.at from read.messages m cross join lateral (values ('sent', m.accepted_at),
    ('delivered', m.delivered_at), ('read', m.read_at), ('failed', m.failed_at)) v(what, at)
  union all
  select r.execution_id, v.what, v.at from read.rows r cross join lateral (values ('replied', r.replied_at), ('ended', r.ended_at)) v(what, at)
  union all
  select c.execution_id, v.what, v.at from read.calls c cross join lateral (values
    ('calls', case when c.direction = 'outbound' then c.accepted_at end),
    ('answered', case when c.result = 'answered' then coalesce(c.answered_at, c.ended_at) end)) v(what, at)) a
where a.at is not null group by a.execution_id, date_trunc('hour', a.at, 'UTC')`,
  }),
  view({
    name: 'activity_daily',
    about: 'What happened on each day of a run (UTC); days on which nothing happened are not there.',
    columns: {
      execution_id: ['h.execution_id', ids.execution_id],
      day: [`date_trunc('day', h.hour, 'UTC')`, 'Its beginning.'],
      ...Object.fromEntries(every.map(([name, about]) => [name, [`sum(h.${name})::bigint`, about] as const])),
    },
    from: `from reporting.activity_hourly h group by h.execution_id, date_trunc('day', h.hour, 'UTC')`,
  }),
].join('\n');
