import { recentAttempts } from '#projections/channel-health';
import { ids, same, view } from './view.ts';

export const channelViews = [
  view({
    name: 'channel_health',
    about: 'Every channel with its rates and how well it works.',
    columns: {
      ...same('c', {
        channel_id: ids.channel_id,
        name: 'Its name.',
        kind: 'whatsapp or voice.',
        provider: 'Who carries it; sandbox reaches nobody.',
        status: 'available or removed.',
        per_second: 'Messages or calls a second it may be used for.',
        new_contacts_per_day: 'People who may be written to first within 24 hours; null: no limit.',
        inbound_owner: 'The campaign that calls to it belong to.',
      }),
      state: [
        `coalesce(h.state, 'ok')`,
        `Told from the last ${recentAttempts} attempts that came out: failing when at least 5 and half of them were the channel’s own trouble (rateLimited, configuration, carrier or unknown), degraded at 2 and a tenth, else ok.`,
      ],
      recent: ['coalesce(json_array_length(h.recent), 0)', `How many of the last ${recentAttempts} there are.`],
      recent_trouble: ['coalesce(h.recent_trouble, 0)', 'How many of them were the channel’s own trouble.'],
      attempts: ['coalesce(h.attempts, 0)', 'Attempts that came out, ever.'],
      ...same('h', {
        last_failure: 'What kind the last failure was.',
        last_failure_code: 'The carrier’s code of it.',
        last_failed_at: 'When it was.',
        last_reached_at: 'When somebody was last reached, or their line was busy or not taken.',
      }),
    },
    from: 'from read.channels c left join read.channel_health h on h.channel_id = c.channel_id',
  }),
  view({
    name: 'channel_outcomes',
    about: `How the last ${recentAttempts} attempts of each channel came out.`,
    columns: {
      channel_id: ['h.channel_id', ids.channel_id],
      outcome: ['o.outcome', 'delivered, answered, voicemail, busy, noAnswer, or the kind of failure.'],
      attempts: ['count(*)', 'How many.'],
    },
    from: 'from read.channel_health h cross join lateral json_array_elements_text(h.recent) o(outcome) group by 1, 2',
  }),
  view({
    name: 'freshness',
    about: 'How far each follower of the log has come.',
    columns: {
      follower: ['p.name', 'Its name.'],
      number: ['p.number', 'Ordinal of the last event it reflects.'],
      updated_at: ['p.updated_at', 'When it last moved.'],
    },
    from: 'from follow.checkpoint p',
  }),
].join('\n');
