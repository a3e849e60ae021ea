import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OutboundCall } from '#contracts/carrier';
import { courseOf } from './call-course.ts';
import { told, type CallLine, type Story } from './call-story.ts';
import type { Course, Moment } from './course-walk.ts';
import { answerOf, at, storyOf, transferOf } from './examples.ts';
import { namedPersonas } from './persona.ts';

const number = (ending: string): string => `+5696123${ending}`;
const later = (ms: number): string => new Date(Date.parse(at) + ms).toISOString();
const course = (story: Story): Course => courseOf('s', 'realistic', story);
const of = (ending: string, more: Partial<OutboundCall> = {}): Course => course(storyOf(number(ending), more));
const after = (story: Story, line: CallLine): Story => told(story, line) ?? story;
const happens = ({ moments }: Course): string[] =>
  moments
    .toSorted((left, right) => left.afterMs - right.afterMs)
    .map((moment) =>
      moment.of === 'status' ? moment.status : moment.of === 'transfer' ? `transfer ${moment.result}` : moment.of,
    );
const dialogueOf = ({ moments }: Course) =>
  moments.flatMap((moment) => (moment.of === 'dialogue' ? [moment.dialogue] : []))[0];
const momentOf = ({ moments }: Course, is: (moment: Moment) => boolean): number => moments.find(is)?.afterMs ?? NaN;

const picksUp = ['initiated', 'ringing', 'in-progress'];

describe('a call', () => {
  test.each([
    ['0010', ['initiated', 'ringing', 'busy']],
    ['0011', ['initiated', 'ringing', 'no-answer']],
    ['0012', [...picksUp, 'completed']],
    ['0013', ['initiated', 'ringing', 'failed']],
    ['0014', [...picksUp, 'dialogue', 'completed']],
    ['0020', ['initiated', 'ringing', 'no-answer', 'callsBack']],
  ])('to %s: %j', (ending, expected) => {
    expect(happens(of(ending))).toEqual(expected);
  });
  test('that failed has a code, and one that a machine took says so', () => {
    expect(of('0013').end.errorCode).toBe('31005');
    expect(of('0012').end.answeredBy).toBe('machine');
    expect(of('0014').end.answeredBy).toBe('human');
  });
  test('is recorded when that was asked for and somebody, or a machine, spoke', () => {
    for (const ending of ['0012', '0014']) expect(happens(of(ending, { record: true })).at(-1)).toBe('recording');
    for (const ending of ['0010', '0011', '0013'])
      expect(happens(of(ending, { record: true }))).not.toContain('recording');
  });
  test('rings no longer than it may', () => {
    for (const ending of ['0011', '0014']) {
      const rings = of(ending, { ringSeconds: 5 });
      const over = momentOf(rings, (moment) => moment.of === 'status' && /no-answer|in-progress/.test(moment.status));
      expect(over - momentOf(rings, (moment) => moment.of === 'status' && moment.status === 'ringing')).toBeLessThan(
        5_001,
      );
    }
  });
  test('takes human time, and a time scale shortens it', () => {
    const { end } = of('0014');
    expect(end.afterMs).toBeGreaterThan(15_000);
    expect(end.afterMs).toBeLessThan(90_000);
    expect(of('0014', { timeScale: 1_000 }).end.afterMs).toBeLessThan(90);
    expect(of('0014', { timeScale: 1_000 }).end.seconds).toBe(end.seconds);
  });
  test('at once: within a moment, in its order, without saying that it is on its way', () => {
    const instant = courseOf('s', 'instant', storyOf(number('0014'), { record: true }));
    expect(happens(instant)).toEqual(['in-progress', 'dialogue', 'completed', 'recording']);
    expect(instant.end.afterMs).toBeLessThan(1);
    expect(instant.end.seconds).toBeGreaterThan(5);
  });
});

describe('a conversation', () => {
  test.each([
    ['0014', { endedBy: 'ai', wantsTransfer: false, optOut: false }],
    ['0015', { endedBy: 'ai', wantsTransfer: true, optOut: false }],
    ['0016', { endedBy: 'ai', wantsTransfer: false, optOut: true }],
    ['0017', { endedBy: 'contact', wantsTransfer: false, optOut: false }],
    ['0018', { endedBy: 'contact', wantsTransfer: false, optOut: false }],
    ['0019', { endedBy: 'limit', wantsTransfer: false, optOut: false }],
  ])('with %s: %j', (ending, expected) => {
    expect(dialogueOf(of(ending))).toMatchObject({ ...expected, live: false });
  });
  test('begins with what must be said, and the greeting, and is spoken in turns', () => {
    const transcript = dialogueOf(of('0014'))?.transcript ?? [];
    expect(transcript.slice(0, 3)).toEqual([
      { by: 'ai', text: 'This call is made by an AI.' },
      { by: 'ai', text: 'Hello Ana, may I confirm?' },
      { by: 'contact', text: 'Yes, please.' },
    ]);
    expect(dialogueOf(of('0014', { disclosure: '' }))?.transcript[0]?.text).toBe('Hello Ana, may I confirm?');
    expect(dialogueOf(of('0017'))?.transcript.every(({ by }) => by === 'ai')).toBe(true);
  });
  test('ends at its limit', () => {
    expect(of('0019', { maxDurationSeconds: 40 }).end.seconds).toBe(40);
    expect(of('0014', { maxDurationSeconds: 10 }).end.seconds).toBe(10);
  });
  test('leaves the call open only when that was wanted and nobody hung up', () => {
    const live = Object.keys(namedPersonas).filter((ending) => dialogueOf(of(ending, { hold: true }))?.live);
    expect(live).toEqual(expect.arrayContaining(['0014', '0015', '0016', '0021', '0023']));
    expect(live.filter((ending) => ['0012', '0017', '0018', '0019'].includes(ending))).toEqual([]);
  });
});

describe('an open call', () => {
  const hold = storyOf(number('0015'), { hold: true, record: true });
  const opens = momentOf(course(hold), ({ of }) => of === 'dialogue');
  const transfer = (to: string, ms = opens + 2_000, attemptId = 'one'): CallLine => ({
    ...{ line: 'transferred', providerId: 'CA1', at: later(ms), refused: null },
    transfer: transferOf('CA1', `+5622123${to}`, { attemptId }),
  });
  const hangUp = (ms: number): CallLine => ({ line: 'hungUp', providerId: 'CA1', at: later(ms) });

  test('closes after half a minute, and never sooner than a machine can think', () => {
    expect(course(hold).end.afterMs).toBe(opens + 30_000);
    const quick = storyOf(number('0015'), { hold: true, timeScale: 20_000 });
    const { end, moments } = course(quick);
    expect(end.afterMs - momentOf({ end, moments }, ({ of }) => of === 'dialogue')).toBe(20_000);
  });
  test('closes when the product hangs up', () => {
    const { end } = course(after(hold, hangUp(Math.ceil(opens) + 1_000)));
    expect(end).toMatchObject({ afterMs: Math.ceil(opens) + 1_000, status: 'completed', answeredBy: 'human' });
  });
  test.each([
    ['0014', 'bridged'],
    ['0010', 'busy'],
    ['0011', 'noAnswer'],
    ['0013', 'failed'],
  ])('handed to somebody like %s: %s', (to, result) => {
    const handed = course(after(hold, transfer(to)));
    expect(happens(handed)).toEqual([...picksUp, 'dialogue', `transfer ${result}`, 'completed', 'recording']);
  });
  test('ends with the bridge, and is open again after any other result', () => {
    const bridged = course(after(hold, transfer('0014')));
    const spoke = bridged.moments.find(({ of }) => of === 'transfer');
    expect(spoke?.of === 'transfer' && spoke.seconds).toBeGreaterThanOrEqual(20);
    expect(bridged.end.afterMs).toBe(spoke?.afterMs);
    const busy = course(after(hold, transfer('0010')));
    expect(busy.end.afterMs).toBe(momentOf(busy, ({ of }) => of === 'transfer') + 30_000);
    const twice = after(after(hold, transfer('0010')), transfer('0014', opens + 9_000, 'two'));
    expect(happens(course(twice))).toEqual(expect.arrayContaining(['transfer busy', 'transfer bridged']));
  });
  test('that the person leaves while it rings at the other side ended before it was handed over', () => {
    const left = after(storyOf(number('0023'), { hold: true }), transfer('0011', 70_000));
    expect(happens(course(left)).slice(-2)).toEqual(['transfer callEnded', 'completed']);
  });
  test('let go of while it rings at the other side ended before it was handed over', () => {
    const cut = after(after(hold, transfer('0011')), hangUp(opens + 4_000));
    expect(happens(course(cut))).toEqual([...picksUp, 'dialogue', 'completed', 'transfer callEnded', 'recording']);
  });
  test('handed over while the AI still speaks is handed over when it has done', () => {
    const soon = course(after(hold, transfer('0010', opens - 3_000)));
    expect(momentOf(soon, ({ of }) => of === 'transfer')).toBeGreaterThan(opens);
  });
});

describe('hanging up', () => {
  test('while it rings: the call is canceled, and nobody spoke', () => {
    const story = after(storyOf(number('0014')), { line: 'hungUp', providerId: 'CA1', at: later(1_500) });
    expect(happens(course(story))).toEqual(['initiated', 'canceled']);
  });
  test('while they speak: the conversation ends there', () => {
    const talks = course(storyOf(number('0019')));
    const speaks = momentOf(talks, (moment) => moment.of === 'status' && moment.status === 'in-progress');
    const story = after(storyOf(number('0019')), {
      line: 'hungUp',
      providerId: 'CA1',
      at: later(Math.ceil(speaks) + 8_000),
    });
    expect(dialogueOf(course(story))).toMatchObject({ endedBy: 'ai', live: false, seconds: 8 });
    expect(course(story).end.seconds).toBe(8);
  });
});

describe('a call of a contact', () => {
  const rang = told(undefined, {
    ...{ line: 'rang', providerId: 'CA2', at, cause: 'SM1 calls' },
    ring: { from: number('0020'), to: '+56600000001', timeScale: 1 },
  });
  if (!rang) throw new Error('A call that rang has no story.');
  test('ends after 20 seconds without an answer, and nothing more is told', () => {
    expect(happens(course(rang))).toEqual(['inboundCall']);
    expect(course(rang).end).toMatchObject({ afterMs: 20_000, status: 'no-answer' });
  });
  test('that is answered is a conversation like any other, also with somebody who never picks up', () => {
    const answer = answerOf('CA2', { hold: true });
    const story = after(rang, { line: 'answered', providerId: 'CA2', at: later(3_000), answer, refused: null });
    expect(happens(course(story))).toEqual(['inboundCall', 'in-progress', 'dialogue', 'completed']);
    expect(dialogueOf(course(story))?.live).toBe(true);
  });
});

test('whatever is done with whatever call, it is a whole story', () => {
  const anything = fc.record({
    person: fc.constantFrom(...Object.keys(namedPersonas), '7777', '8123', '5550', '4242').map(number),
    seed: fc.string({ minLength: 1, maxLength: 4 }),
    timing: fc.constantFrom('realistic' as const, 'instant' as const),
    order: fc.record({
      ...{ hold: fc.boolean(), record: fc.boolean(), timeScale: fc.constantFrom(1, 60, 20_000) },
      ...{ ringSeconds: fc.integer({ min: 5, max: 120 }), maxDurationSeconds: fc.integer({ min: 10, max: 3_300 }) },
    }),
    transfers: fc.array(fc.tuple(fc.nat(120_000), fc.constantFrom('0010', '0011', '0013', '0014', '9999')), {
      maxLength: 3,
    }),
    hungUp: fc.option(fc.nat(300_000)),
  });
  fc.assert(
    fc.property(anything, ({ person, seed, timing, order, transfers, hungUp }) => {
      let story = storyOf(person, order);
      for (const [ms, to] of transfers.toSorted(([left], [right]) => left - right)) {
        const { end } = courseOf(seed, timing, story);
        const attemptId = `transfer ${story.transfers.length}`;
        const transfer = transferOf('CA1', `+5622123${to}`, { attemptId });
        if (ms < end.afterMs)
          story = after(story, { line: 'transferred', providerId: 'CA1', at: later(ms), transfer, refused: null });
      }
      const { end: unhurt } = courseOf(seed, timing, story);
      if (hungUp !== null && hungUp < unhurt.afterMs)
        story = after(story, { line: 'hungUp', providerId: 'CA1', at: later(hungUp) });
      const { moments, end } = courseOf(seed, timing, story);
      const statuses = moments.flatMap((moment) => (moment.of === 'status' ? [moment] : []));
      expect(statuses.filter(({ status }) => status === end.status)).toHaveLength(1);
      expect(statuses.at(-1)).toMatchObject(end);
      expect(statuses.map(({ afterMs }) => afterMs)).toEqual(
        statuses.map(({ afterMs }) => afterMs).toSorted((left, right) => left - right),
      );
      const results = moments.flatMap((moment) => (moment.of === 'transfer' ? [moment.attemptId] : []));
      expect([...results].sort()).toEqual(story.transfers.map(({ attemptId }) => attemptId).sort());
      expect(moments.filter(({ of }) => of === 'dialogue').length).toBeLessThanOrEqual(1);
      expect(end.seconds === null || (Number.isInteger(end.seconds) && end.seconds >= 0)).toBe(true);
      if (hungUp !== null) expect(end.afterMs).toBeLessThanOrEqual(Math.max(hungUp, unhurt.afterMs));
      expect(courseOf(seed, timing, story)).toEqual({ moments, end });
    }),
  );
});
