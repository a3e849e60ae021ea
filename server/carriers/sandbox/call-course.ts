import type { Story, Transfer } from './call-story.ts';
import {
  draw,
  ended,
  human,
  passOn,
  patience,
  real,
  status,
  waits,
  type Course,
  type End,
  type Walk,
} from './course-walk.ts';
import { otherSideOf, personaOf } from './persona.ts';
import type { Mood } from './script.ts';
import { saidIn } from './talk.ts';

type Attempt = NonNullable<Story['attempt']>;

/** What happens in a call: the same with the same seed, number and attempt, and what the product does about it. */
export function courseOf(seed: string, timing: Mood['timing'], story: Story): Course {
  const { phone } = personaOf(seed, story.person);
  const walk: Walk = { seed, timing, story, phone, cut: story.hungUpMs ?? Infinity, moments: [] };
  const end = play(walk);
  const transferred = new Set(walk.moments.flatMap((moment) => (moment.of === 'transfer' ? [moment.attemptId] : [])));
  for (const transfer of story.transfers)
    if (!transferred.has(transfer.attemptId))
      passOn(walk, Math.max(end.afterMs, transfer.afterMs), transfer, { result: 'callEnded', seconds: 0 });
  return { moments: walk.moments, end };
}

function play(walk: Walk): End {
  const { attempt, direction } = walk.story;
  if (direction === 'inbound') walk.moments.push({ of: 'inboundCall', afterMs: 0, settled: true });
  if (!attempt) return giveUp(walk);
  return direction === 'outbound' ? dial(walk, attempt) : converse(walk, attempt, attempt.afterMs);
}

/** Somebody calls us and hangs up when nobody answers. */
function giveUp(walk: Walk): End {
  const afterMs = Math.min(waits(walk, patience.inbound), walk.cut);
  return { afterMs, status: 'no-answer', answeredBy: null, seconds: null, errorCode: null };
}

function dial(walk: Walk, attempt: Attempt): End {
  const initiated = real(walk, draw(walk, 'initiated', 0.2, 1));
  const ringing = initiated + real(walk, draw(walk, 'connects', 1, 3));
  // What comes at once need not say first that it is on its way.
  if (walk.timing !== 'instant') {
    status(walk, initiated, 'initiated');
    status(walk, ringing, 'ringing');
  }
  const over = ringing + real(walk, ringsFor(walk, attempt.ringSeconds));
  if (walk.cut < over) return ended(walk, walk.cut, 'canceled');
  switch (walk.phone.line) {
    case 'busy':
      return ended(walk, over, 'busy');
    case 'noAnswer':
      return ended(walk, over, 'no-answer');
    case 'failed':
      return ended(walk, over, 'failed');
    case 'machine':
      return machine(walk, attempt, over);
    case 'answers':
      return converse(walk, attempt, over);
  }
}

/** How long it rings, in seconds: nobody is played who picks up only after that. */
function ringsFor(walk: Walk, most: number): number {
  const { line } = walk.phone;
  if (line === 'noAnswer') return most;
  if (line === 'busy' || line === 'failed') return draw(walk, 'rings', 1, 3);
  return Math.min(draw(walk, 'rings', 5, 20), most * 0.9);
}

function machine(walk: Walk, { spoken }: Attempt, from: number): End {
  status(walk, from, 'in-progress');
  const seconds = Math.min(Math.round(draw(walk, 'beep', 4, 9)), spoken.maxDurationSeconds);
  const until = from + real(walk, seconds);
  const so = walk.cut < until ? human(walk, walk.cut - from, seconds) : seconds;
  return ended(walk, Math.min(until, walk.cut), 'completed', { answeredBy: 'machine', seconds: so });
}

function converse(walk: Walk, { spoken }: Attempt, from: number): End {
  status(walk, from, 'in-progress');
  const { talk } = walk.phone;
  const seconds = talksFor(walk, spoken.maxDurationSeconds);
  const until = from + real(walk, seconds);
  if (walk.cut < until) {
    const so = human(walk, walk.cut - from, seconds);
    const part = Math.floor((talk.turns.length * so) / seconds);
    const dialogue = saidIn(spoken, { ...talk, turns: talk.turns.slice(0, part), endedBy: 'ai' }, so);
    walk.moments.push({ of: 'dialogue', afterMs: walk.cut, settled: true, dialogue: { ...dialogue, live: false } });
    return ended(walk, walk.cut, 'completed', { answeredBy: 'human', seconds: so });
  }
  const dialogue = saidIn(spoken, talk, seconds);
  // Whoever acts on an open call must find it open.
  const settled = !dialogue.live || walk.timing === 'instant';
  walk.moments.push({ of: 'dialogue', afterMs: until, settled, dialogue });
  if (dialogue.live) return stayOpen(walk, until, seconds);
  return ended(walk, until + real(walk, 0.3), 'completed', { answeredBy: 'human', seconds });
}

/** How long they talk, in seconds. */
function talksFor(walk: Walk, most: number): number {
  const { endedBy, turns } = walk.phone.talk;
  if (endedBy === 'limit') return most;
  return Math.round(turns.length === 0 ? draw(walk, 'talks', 1, 4) : draw(walk, 'talks', 10, Math.min(60, most)));
}

/** The AI has done; the call is open until it is handed over or let go of. */
function stayOpen(walk: Walk, since: number, talked: number): End {
  let [open, seconds] = [since, talked];
  for (const transfer of walk.story.transfers) {
    const begins = Math.max(open, transfer.afterMs);
    if (begins > Math.min(open + waits(walk, patience.hold), walk.cut)) break;
    seconds += human(walk, begins - open, patience.hold);
    const { side, rings, speaks } = partOf(walk, transfer);
    const answers = begins + real(walk, rings);
    if (walk.cut < answers) {
      seconds += human(walk, walk.cut - begins, rings);
      return ended(walk, walk.cut, 'completed', { answeredBy: 'human', seconds });
    }
    seconds += rings;
    if (side === 'callEnded') {
      passOn(walk, answers, transfer, { result: 'callEnded', seconds: 0 });
      return ended(walk, answers, 'completed', { answeredBy: 'human', seconds });
    }
    if (side === 'bridged') {
      const parts = Math.min(answers + real(walk, speaks), walk.cut);
      const spoke = walk.cut <= parts ? human(walk, parts - answers, speaks) : speaks;
      passOn(walk, parts, transfer, { result: 'bridged', seconds: spoke });
      return ended(walk, parts, 'completed', { answeredBy: 'human', seconds: seconds + spoke });
    }
    passOn(walk, answers, transfer, { result: side, seconds: 0 });
    open = answers;
  }
  const closes = Math.min(open + waits(walk, patience.hold), walk.cut);
  seconds += human(walk, closes - open, patience.hold);
  return ended(walk, closes, 'completed', { answeredBy: 'human', seconds, settled: walk.cut < Infinity });
}

/** How the one to whom a call is handed behaves, and for how long it rings and they speak. Seconds. */
function partOf(walk: Walk, { attemptId, to, ringSeconds }: Transfer) {
  const side = otherSideOf(walk.seed, to, walk.story.person);
  const quick = side === 'busy' || side === 'failed';
  const picksUp = Math.min(Math.round(draw(walk, `side ${attemptId}`, 3, 12)), ringSeconds);
  const rings = quick ? 2 : side === 'noAnswer' ? ringSeconds : picksUp;
  const speaks = Math.round(draw(walk, `speaks ${attemptId}`, 20, 120));
  return walk.phone.patient || quick
    ? { side, rings, speaks }
    : { side: 'callEnded' as const, rings: Math.min(rings, 3), speaks: 0 };
}
