import type { Callback } from '#contracts/callback/callback';
import type { Course, Moment } from './course-walk.ts';
import type { Story } from './call-story.ts';
import { dice, disturbed, sidOf, type Cue, type Mood } from './script.ts';

/** The callbacks of a call, with their mishaps. What is told once is told under the same key for ever. */
export function callScript(seed: string, story: Story, { moments }: Course, mood: Mood): readonly Cue[] {
  const { providerId, timeScale, attempt, person } = story;
  return moments.flatMap((moment) => {
    const name = nameOf(moment);
    const cue = { key: `${providerId} ${name}`, afterMs: moment.afterMs, early: false };
    const whose = moment.of === 'inboundCall' ? providerId : (attempt?.attemptId ?? providerId);
    const chance = dice(`${seed} ${whose} ${person} told ${name}`);
    const { settled } = moment;
    if (moment.of === 'callsBack') return [{ ...cue, ring: { from: person, to: story.ours, timeScale } }];
    const callback = callbackOf(moment, story);
    return callback ? disturbed({ ...cue, callback }, mood, chance, { timeScale, settled }) : [];
  });
}

function nameOf(moment: Moment): string {
  if (moment.of === 'status') return moment.status;
  return moment.of === 'transfer' ? `transfer ${moment.attemptId}` : moment.of;
}

/** Null: nobody at our side made an attempt of it yet, so that nothing can be told. */
function callbackOf(moment: Exclude<Moment, { of: 'callsBack' }>, story: Story): Callback | null {
  const { providerId, person, ours } = story;
  if (moment.of === 'inboundCall')
    return {
      ...{ kind: 'inboundCall', provider: 'sandbox', providerId, from: person, to: ours },
      receivedAt: new Date(Date.parse(story.at) + moment.afterMs).toISOString(),
    };
  if (!story.attempt) return null;
  const about = { provider: 'sandbox', attemptId: story.attempt.attemptId, providerId, person };
  switch (moment.of) {
    case 'status': {
      const { status, answeredBy, seconds, errorCode } = moment;
      return { kind: 'callStatus', ...about, status, answeredBy, seconds, errorCode, raw: rawOf(moment, story) };
    }
    case 'dialogue':
      return { kind: 'dialogue', ...about, ...moment.dialogue };
    case 'recording': {
      const recordingId = sidOf('RE', `recording ${providerId}`);
      const url = `https://sandbox.invalid/recordings/${recordingId}.mp3`;
      return { kind: 'recording', ...about, recordingId, url, seconds: moment.seconds };
    }
    case 'transfer': {
      const { attemptId, result, seconds } = moment;
      return { kind: 'transfer', ...about, attemptId, result, seconds };
    }
  }
}

/** As Twilio writes it (Voice: status callback parameters). */
function rawOf(
  { status, answeredBy, seconds, errorCode }: Extract<Moment, { of: 'status' }>,
  { providerId, person, ours, direction }: Story,
): Record<string, string> {
  const [from, to] = direction === 'outbound' ? [ours, person] : [person, ours];
  return {
    ...{ CallSid: providerId, CallStatus: status, From: from, To: to },
    Direction: direction === 'outbound' ? 'outbound-api' : 'inbound',
    ...(answeredBy === null ? {} : { AnsweredBy: answeredBy === 'machine' ? 'machine_start' : 'human' }),
    ...(seconds === null ? {} : { CallDuration: String(seconds) }),
    ...(errorCode === null ? {} : { ErrorCode: errorCode }),
  };
}
