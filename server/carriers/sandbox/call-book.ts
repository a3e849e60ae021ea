import { isOver } from '#contracts/callback/call-status';
import type { Carrier, KeptCall, Passed } from '#contracts/carrier';
import { courseOf } from './call-course.ts';
import { told, type CallLine, type Story } from './call-story.ts';
import type { Planned } from './delivery.ts';
import type { SandboxClock } from './sandbox-clock.ts';
import type { Mood } from './script.ts';

/** A call, and what of its course is planned, by key. */
export type Call = { story: Story; readonly planned: Map<string, Planned> };

/** Every call there ever was, and how far it has come. */
export function openCallBook(seed: string, timing: Mood['timing'], clock: Pick<SandboxClock, 'now'>) {
  const calls = new Map<string, Call>();
  const byPair = new Map<string, string[]>();

  const statusOf = ({ story }: Call): Pick<KeptCall, 'status' | 'answeredBy' | 'seconds'> => {
    const elapsed = clock.now() - Date.parse(story.at);
    const { moments, end } = courseOf(seed, timing, story);
    const { status, answeredBy, seconds } = end;
    if (end.afterMs <= elapsed) return { status, answeredBy, seconds };
    const reached = moments.flatMap((moment) =>
      moment.of === 'status' && moment.afterMs <= elapsed ? [moment.status] : [],
    );
    const first = story.direction === 'outbound' ? 'queued' : 'ringing';
    return { status: reached.at(-1) ?? first, answeredBy: null, seconds: null };
  };

  const kept = (providerId: string): KeptCall | null => {
    const call = calls.get(providerId);
    return call ? { providerId, createdAt: call.story.at, ...statusOf(call) } : null;
  };

  return {
    /** Takes in a line about a call; undefined: there is no such call. */
    tell: (line: CallLine): Call | undefined => {
      const { providerId } = line;
      const known = calls.get(providerId);
      const story = told(known?.story, line);
      if (!story) return undefined;
      if (known) {
        known.story = story;
        return known;
      }
      const call = { story, planned: new Map<string, Planned>() };
      calls.set(providerId, call);
      const pair = `${story.ours} ${story.person}`;
      if (story.direction === 'outbound') byPair.set(pair, [...(byPair.get(pair) ?? []), providerId]);
      return call;
    },
    all: (): Iterable<Call> => calls.values(),
    /** The call unless it is over. */
    open: (providerId: string): Call | undefined => {
      const call = calls.get(providerId);
      return call && !isOver(statusOf(call).status) ? call : undefined;
    },
    kept,
    /** Calls from one of the product's numbers. */
    passed: (number: string): Passed[] =>
      [...calls.values()].flatMap(({ story: { providerId, direction, ours, person, at } }) =>
        direction === 'outbound' && ours === number
          ? [{ providerId, from: ours, to: person, body: null, createdAt: at, status: null, errorCode: null }]
          : [],
      ),
    list: ({ from, to, since }: Parameters<Carrier['listCalls']>[0]): readonly KeptCall[] =>
      (byPair.get(`${from} ${to}`) ?? [])
        .flatMap((providerId) => kept(providerId) ?? [])
        .filter(({ createdAt }) => createdAt >= since),
  };
}
