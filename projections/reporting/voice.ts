import { ids, same, share, view } from './view.ts';

/**
 * How a call came out for us; the first that holds. Only `completedByFlow` and `transferred` are conversations that went
 * as they were meant to.
 */
const outcome = `case
    when c.opted_out then 'optedOut'
    when c.result is null then null
    when c.result <> 'answered' then c.result
    when t.result = 'bridged' then 'transferred'
    when t.attempt_id is not null and t.result is null and t.status not in ('absent', 'failed') then null
    when c.wants_transfer then 'transferMissed'
    when c.ended_by = 'contact' then 'hungUp'
    when c.ended_by = 'limit' then 'timeLimit'
    when c.ended_by = 'ai' then 'completedByFlow'
    else 'answered' end`;

const outcomes =
  'optedOut: asked not to be called again; voicemail, busy, noAnswer, failed: nobody spoke; transferred: put through to somebody; transferMissed: asked for somebody and was not put through; hungUp: the person ended the conversation; timeLimit: it had lasted as long as it may; completedByFlow: the AI brought it to its end; answered: taken, and nothing is known of what was said; null: not over.';

export const voiceViews = [
  view({
    name: 'calls',
    about: 'Every attempt to call a contact or to answer their call, with its furthest status and how it came out.',
    columns: {
      ...same('c', {
        attempt_id: ids.attempt_id,
        row_id: ids.row_id,
        execution_id: ids.execution_id,
        contact_id: ids.contact_id,
        channel_id: ids.channel_id,
        step: ids.step,
        direction: 'outbound: we called; inbound: they called.',
        status:
          'intended, absent (never reached the carrier), inDoubt, or Twilio’s: queued, initiated, ringing, in-progress, busy, no-answer, failed, canceled, completed.',
        result: 'answered, voicemail, busy, noAnswer or failed; null: not over.',
      }),
      outcome: [outcome, outcomes],
      label: ['r.label', 'The outcome of the End step that the row reached.'],
      ...same('c', {
        answered_by: 'human or machine, as the carrier tells it.',
        seconds: 'How long the call lasted.',
        ended_by: 'Who ended the conversation: ai, contact or limit.',
        wants_transfer: 'The person asked for a human being.',
        opted_out: 'The person asked not to be called again.',
      }),
      transfer_result: [
        't.result',
        'What became of putting the person through: bridged, busy, noAnswer, failed, callEnded.',
      ],
      agent_id: ['t.agent_id', 'To whom; null: to nobody, or to an external number.'],
      recorded: ['c.recorded_seconds is not null', 'There is a recording.'],
      ...same('c', {
        error_code: 'The carrier’s code of a failure.',
        failure: 'What kind of failure it is.',
        call_id: 'The carrier’s id of the call.',
        intended_at: 'When the carrier was about to be asked.',
        accepted_at: 'When it had taken the call.',
        answered_at: 'When somebody took the call, as far as the carrier tells.',
        ended_at: 'When it was over.',
        late_callbacks: 'What the carrier told when further was known already.',
        position: ids.position,
      }),
    },
    from: `from read.calls c left join read.rows r on r.row_id = c.row_id left join lateral (
  select t.attempt_id, t.status, t.result, t.agent_id from read.transfers t where t.row_id = c.row_id and t.call_id = c.call_id
  order by (t.result = 'bridged') desc nulls last, t.intended_at desc, t.attempt_id desc limit 1) t on true`,
  }),
  view({
    name: 'transfers',
    about: 'Every attempt to hand a live call to an agent or to an external number.',
    columns: same('t', {
      attempt_id: ids.attempt_id,
      row_id: ids.row_id,
      execution_id: ids.execution_id,
      contact_id: ids.contact_id,
      step: ids.step,
      call_id: 'The carrier’s id of the call.',
      agent_id: 'To whom; null: to an external number.',
      status: 'intended, accepted, concluded, failed, absent (never reached the carrier) or inDoubt.',
      result: 'bridged (the two spoke), busy, noAnswer, failed or callEnded.',
      seconds: 'How long the two spoke.',
      error_code: 'The carrier’s code of a failure.',
      intended_at: 'When the carrier was about to be asked.',
      concluded_at: 'When its result was known.',
      position: ids.position,
    }),
    from: 'from read.transfers t',
  }),
  view({
    name: 'voice_report',
    about: 'Calls by run. calls = completed + failed + open + in_doubt.',
    columns: {
      ...same('e', { execution_id: ids.execution_id, campaign_id: ids.campaign_id }),
      ...same('c', {
        calls: 'Calls that were tried, ours and theirs; those that provably never reached the carrier do not count.',
        placed: 'Our calls that the carrier took.',
        inbound: 'Calls of contacts that were answered.',
        completed: 'Calls that somebody or a machine took.',
        failed: 'Calls that nobody took: busy, noAnswer or failed.',
        busy: 'The line was busy.',
        no_answer: 'Nobody took the call.',
        not_connected: 'The carrier could not make the call; why stands in call_failures.',
        answered: 'Calls that a human being took.',
        voicemail: 'Calls that a machine took.',
        open: 'Calls that are not over.',
        in_doubt: 'Calls of which nobody can say whether they went out.',
        total_seconds: 'How long the answered calls lasted together.',
        average_seconds: 'How long an answered call lasted on average.',
        transfers: 'Answered calls that were to be put through.',
        transferred: 'Answered calls that were put through to somebody.',
        opted_out: 'Calls in which the person asked not to be called again.',
        recorded: 'Calls with a recording.',
      }),
      answer_rate: [share('c.answered', 'c.calls'), 'Answered of all calls.'],
      transfer_rate: [share('c.transferred', 'c.answered'), 'Put through of the answered calls.'],
    },
    from: `from read.executions e cross join lateral (
  select count(*) filter (where c.status <> 'absent') as calls,
    count(*) filter (where c.direction = 'outbound' and c.accepted_at is not null) as placed,
    count(*) filter (where c.direction = 'inbound' and c.result = 'answered') as inbound,
    count(*) filter (where c.result in ('answered', 'voicemail')) as completed,
    count(*) filter (where c.result in ('busy', 'noAnswer', 'failed')) as failed,
    count(*) filter (where c.result = 'busy') as busy, count(*) filter (where c.result = 'noAnswer') as no_answer,
    count(*) filter (where c.result = 'failed') as not_connected,
    count(*) filter (where c.result = 'answered') as answered, count(*) filter (where c.result = 'voicemail') as voicemail,
    count(*) filter (where c.result is null and c.status not in ('absent', 'inDoubt')) as open,
    count(*) filter (where c.result is null and c.status = 'inDoubt') as in_doubt,
    coalesce(sum(c.seconds) filter (where c.result = 'answered'), 0)::bigint as total_seconds,
    round(avg(c.seconds) filter (where c.result = 'answered'), 1)::float8 as average_seconds,
    count(*) filter (where c.result = 'answered' and t.tried) as transfers,
    count(*) filter (where c.result = 'answered' and t.bridged) as transferred,
    count(*) filter (where c.opted_out) as opted_out, count(*) filter (where c.recorded_seconds is not null) as recorded
  from read.calls c left join lateral (
    select count(*) > 0 as tried, bool_or(t.result = 'bridged') as bridged from read.transfers t
    where t.row_id = c.row_id and t.call_id = c.call_id) t on true
  where c.execution_id = e.execution_id) c`,
  }),
  view({
    name: 'voice_outcomes',
    about: 'How the calls of a run came out, and to which End step their rows came.',
    columns: {
      execution_id: ['c.execution_id', ids.execution_id],
      outcome: ['c.outcome', outcomes],
      label: ['c.label', 'The outcome of the End step that the rows reached; null: none.'],
      calls: ['count(*)', 'How many calls.'],
    },
    from: 'from reporting.calls c where c.outcome is not null group by c.execution_id, c.outcome, c.label',
  }),
  view({
    name: 'call_failures',
    about: 'Calls of a run that nobody took, by reason.',
    columns: {
      execution_id: ['c.execution_id', ids.execution_id],
      result: ['c.result', 'busy, noAnswer or failed.'],
      failure: [`coalesce(c.failure, '')`, 'What kind of failure it is; empty when the line was fine.'],
      error_code: [`coalesce(c.error_code, '')`, 'The carrier’s code.'],
      calls: ['count(*)', 'How many calls.'],
    },
    from: `from read.calls c where c.result in ('busy', 'noAnswer', 'failed') group by 1, 2, 3, 4`,
  }),
].join('\n');
