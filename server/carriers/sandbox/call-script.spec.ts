import { describe, expect, test } from '@jest/globals';
import { courseOf } from './call-course.ts';
import { callScript } from './call-script.ts';
import { told, type Story } from './call-story.ts';
import { answerOf, at, attemptId, storyOf } from './examples.ts';
import { undisturbed, type Cue, type Disturbances, type Mood } from './script.ts';

const cuesOf = (story: Story, disturbances: Partial<Disturbances> = {}, timing: Mood['timing'] = 'realistic') =>
  callScript('s', story, courseOf('s', timing, story), { timing, disturbances: { ...undisturbed, ...disturbances } });
const kinds = (cues: readonly Cue[]): string[] =>
  cues.map((cue) =>
    'ring' in cue ? 'ring' : cue.callback.kind === 'callStatus' ? cue.callback.status : cue.callback.kind,
  );
const recorded = storyOf('+56961230014', { record: true });

describe('what is told of a call', () => {
  test('names the attempt, the call and the person every time, and each thing under its own key', () => {
    const cues = cuesOf(recorded);
    expect(kinds(cues)).toEqual(['initiated', 'ringing', 'in-progress', 'dialogue', 'completed', 'recording']);
    for (const cue of cues)
      expect(cue).toMatchObject({ callback: { attemptId, providerId: 'CA1', person: '+56961230014' } });
    expect(new Set(cues.map(({ key }) => key)).size).toBe(cues.length);
  });
  test('is the same in every run with the same seed, number and attempt', () => {
    const shaken = { duplicate: 0.5, reorder: 0.5, late: 0.5, early: 0.5, lost: 0.5 };
    expect(cuesOf(recorded, shaken)).toEqual(cuesOf(recorded, shaken));
    expect(cuesOf(storyOf('+56961230014', { attemptId: 'another' }))).not.toEqual(cuesOf(storyOf('+56961230014')));
  });
  test('of a contact who calls does not change with the answer', () => {
    for (let i = 0; i < 20; i += 1) {
      const ring = { from: `+5696123${5_000 + i}`, to: '+56600000001', timeScale: 1 };
      const rang = told(undefined, { line: 'rang', providerId: 'CA2', at, ring, cause: 'SM1 calls' });
      const answer = answerOf('CA2');
      const answered = told(rang, { line: 'answered', providerId: 'CA2', at, answer, refused: null });
      if (!rang || !answered) throw new Error('A call that rang has no story.');
      const calls = (story: Story) =>
        cuesOf(story, { duplicate: 0.5, reorder: 0.5, early: 0.5 }).filter((cue) => kinds([cue])[0] === 'inboundCall');
      expect(calls(answered)).toEqual(calls(rang));
    }
  });
});

describe('mishaps', () => {
  test('only statuses are lost', () => {
    expect(kinds(cuesOf(recorded, { lost: 1 }))).toEqual(['dialogue', 'recording']);
  });
  test('only statuses are very late, by an hour or more', () => {
    const calm = cuesOf(recorded);
    const late = cuesOf(recorded, { late: 1 });
    const hour = 3_600_000 / recorded.timeScale;
    for (const { key, afterMs } of late) {
      const lateness = afterMs - (calm.find((cue) => cue.key === key)?.afterMs ?? NaN);
      if (/dialogue|recording/.test(key)) expect(lateness).toBe(0);
      else expect(lateness).toBeGreaterThanOrEqual(hour);
    }
  });
  test('everything may come twice', () => {
    expect(cuesOf(recorded, { duplicate: 1 })).toHaveLength(12);
  });
  test('what carries content strays a little', () => {
    const at = (cues: readonly Cue[]) => cues.find((cue) => kinds([cue])[0] === 'dialogue')?.afterMs ?? NaN;
    const strayed = at(cuesOf(recorded, { reorder: 1 })) - at(cuesOf(recorded));
    expect(strayed).not.toBe(0);
    expect(Math.abs(strayed)).toBeLessThan(5_000);
  });
  test('everything about a call that does not stay open may come early', () => {
    expect(cuesOf(recorded, { early: 1 }).every(({ early }) => early)).toBe(true);
  });
  test('the end of an open call is never told before its time, for it may come otherwise', () => {
    const open = storyOf('+56961230014', { hold: true, record: true });
    const shaken = cuesOf(open, { early: 1, reorder: 1 });
    const early = kinds(shaken.filter(({ early }) => early));
    expect(early).toEqual(['initiated', 'ringing', 'in-progress']);
    const { end } = courseOf('s', 'realistic', open);
    const last = shaken.filter((cue) => /completed|recording/.test(kinds([cue])[0] ?? ''));
    expect(last.every(({ afterMs }) => afterMs >= end.afterMs)).toBe(true);
  });
});
