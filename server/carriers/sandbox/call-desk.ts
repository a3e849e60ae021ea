import type { Carrier, SendAnswer } from '#contracts/carrier';
import { failureClassOf } from '#contracts/row/failure-class';
import { openCallBook, type Call } from './call-book.ts';
import { courseOf } from './call-course.ts';
import { callScript } from './call-script.ts';
import type { CallLine, Story } from './call-story.ts';
import { doesNotExist, type DeskParts } from './message-desk.ts';
import { personaOf } from './persona.ts';
import { sidOf, type Cue } from './script.ts';

/** Twilio's code for touching a call that is not in progress. */
const notInProgress = '21220';

/**
 * Where calls are placed, answered, handed over and ended. Each is a story in the ledger, from which its course follows;
 * whatever the product does makes one more line of it, and what has not come yet is planned anew.
 */
export function openCallDesk({ seed, mood, clock, delivery, write, lines, heard }: DeskParts) {
  const book = openCallBook(seed, mood.timing, clock);
  const instant = (): string => new Date(clock.now()).toISOString();

  const cuesOf = (story: Story): readonly Cue[] => callScript(seed, story, courseOf(seed, mood.timing, story), mood);

  /** Plans what is to come; returns what is tried at once, since it is early and about this attempt. */
  const plan = ({ story, planned }: Call, attemptId?: string): readonly Promise<void>[] => {
    for (const [key, one] of planned) {
      delivery.drop(one);
      if (one.state === 'dropped') planned.delete(key);
    }
    const from = Date.parse(story.at);
    const early: Promise<void>[] = [];
    for (const cue of cuesOf(story)) {
      if (planned.has(cue.key)) continue;
      if (cue.early && attemptId !== undefined && attemptOf(cue) === attemptId) {
        const { planned: one, tried } = delivery.atOnce(cue);
        planned.set(cue.key, one);
        early.push(tried);
      } else planned.set(cue.key, delivery.plan(cue.early ? 0 : from + cue.afterMs, cue));
    }
    return early;
  };

  /** What is early is told before the product has its answer. */
  const follow = async (call: Call | undefined, attemptId?: string): Promise<void> => {
    if (call) await Promise.all(plan(call, attemptId));
    delivery.pump();
  };

  /** Does something with a call, or refuses to; the ledger knows of it either way. */
  const act = async (
    line: Extract<CallLine, { line: 'answered' | 'transferred' }>,
    attemptId: string,
  ): Promise<SendAnswer> => {
    // Known before it is written: of two that come together, the second must find what the first did.
    const call = book.tell(line);
    await write(line);
    if (line.refused !== null) return refusal(line.refused);
    await follow(call, attemptId);
    return { answer: 'accepted', providerId: line.providerId, status: 'in-progress' };
  };

  for (const line of lines) if (line.line !== 'taken' && line.line !== 'heard') book.tell(line);
  for (const call of book.all()) {
    for (const { key } of cuesOf(call.story)) if (heard.has(key)) call.planned.set(key, { state: 'done' });
    void plan(call);
  }

  return {
    carrier: {
      call: async (order) => {
        if (personaOf(seed, order.to).refused) return doesNotExist();
        const providerId = sidOf('CA', clock.newId());
        const line: CallLine = { line: 'called', providerId, at: instant(), call: order };
        await write(line);
        await follow(book.tell(line), order.attemptId);
        return { answer: 'accepted', providerId, status: 'queued' };
      },
      answer: (answer) => {
        const { providerId, attemptId } = answer;
        const story = book.open(providerId)?.story;
        const refused = story?.direction === 'inbound' && story.attempt === null ? null : notInProgress;
        return act({ line: 'answered', providerId, at: instant(), answer, refused }, attemptId);
      },
      transfer: (transfer) => {
        const { providerId, attemptId } = transfer;
        const refused = book.open(providerId)?.story.attempt ? null : notInProgress;
        return act({ line: 'transferred', providerId, at: instant(), transfer, refused }, attemptId);
      },
      hangUp: async (providerId) => {
        if (!book.open(providerId)) return;
        const line: CallLine = { line: 'hungUp', providerId, at: instant() };
        const call = book.tell(line);
        await write(line);
        await follow(call);
      },
      listCalls: (query) => Promise.resolve(book.list(query)),
      keptCall: (providerId) => Promise.resolve(book.kept(providerId)),
    } satisfies Pick<Carrier, 'call' | 'answer' | 'transfer' | 'hangUp' | 'listCalls' | 'keptCall'>,
    passed: book.passed,
    /** Somebody calls one of our numbers. */
    ring: async ({ key, ring }: Extract<Cue, { ring: unknown }>): Promise<void> => {
      const line: CallLine = { line: 'rang', providerId: sidOf('CA', key), at: instant(), ring, cause: key };
      await write(line);
      await follow(book.tell(line));
    },
  };
}

function attemptOf(cue: Cue): string | undefined {
  return 'callback' in cue && 'attemptId' in cue.callback ? cue.callback.attemptId : undefined;
}

function refusal(code: string): SendAnswer {
  return {
    ...{ answer: 'refused', code, why: failureClassOf(code) },
    sentence: 'The sandbox has no such call in progress: it has ended, was answered already, or never was.',
  };
}
