import { describe, expect, test } from '@jest/globals';
import { at, message } from './examples.ts';
import { messageScript } from './message-script.ts';
import { undisturbed, type Cue, type Taken } from './script.ts';

const mood = { timing: 'realistic', disturbances: undisturbed } as const;
const taken = (to: string, more: Parameters<typeof message>[1] = {}): Taken => ({
  ...{ providerId: 'SM1', at, message: message(to, more) },
});
const inOrder = (cues: readonly Cue[]): string[] =>
  cues
    .toSorted((left, right) => left.afterMs - right.afterMs)
    .map((cue) =>
      'ring' in cue ? `calls ${cue.ring.to}` : cue.callback.kind === 'status' ? cue.callback.status : cue.callback.kind,
    );
const latest = (cues: readonly Cue[]): number => Math.max(...cues.map(({ afterMs }) => afterMs));

describe('the script of a message', () => {
  test('follows from seed, number and attempt alone', () => {
    expect(messageScript('s', taken('+56961230005'), mood)).toEqual(messageScript('s', taken('+56961230005'), mood));
  });
  test('is sent, delivered, read and answered, in human time', () => {
    const cues = messageScript('s', taken('+56961230005'), mood);
    expect(inOrder(cues)).toEqual(['sent', 'delivered', 'read', 'inbound']);
    expect(latest(cues)).toBeGreaterThan(60_000);
  });
  test('a time scale shortens it', () => {
    expect(latest(messageScript('s', taken('+56961230005', { timeScale: 1_000 }), mood))).toBeLessThan(2_000);
  });
  test('instant: everything within moments and in its order', () => {
    const cues = messageScript('s', taken('+56961230005'), { ...mood, timing: 'instant' });
    expect(inOrder(cues)).toEqual(['delivered', 'read', 'inbound']);
    expect(latest(cues)).toBeLessThan(5);
  });
  test('free text is read but not answered', () => {
    expect(inOrder(messageScript('s', taken('+56961230005', { template: null }), mood))).not.toContain('inbound');
  });
  test('whoever calls back calls the number that the text names', () => {
    const body = 'Call us at +56221234567, please.';
    expect(inOrder(messageScript('s', taken('+56961230021', { body }), mood)).at(-1)).toBe('calls +56221234567');
    expect(inOrder(messageScript('s', taken('+56961230004', { body }), mood))).toEqual(['sent', 'delivered', 'read']);
    expect(inOrder(messageScript('s', taken('+56961230021'), mood))).toEqual(['sent', 'delivered', 'read']);
  });
});

describe('mishaps', () => {
  test.each<[keyof typeof undisturbed, (cues: readonly Cue[]) => boolean]>([
    ['duplicate', (cues) => cues.length === 8],
    ['lost', (cues) => inOrder(cues).join() === 'inbound'],
    ['early', (cues) => cues.every(({ early }) => early)],
    ['late', (cues) => inOrder(cues).at(-1) === 'read'],
  ])('%s callbacks come when they are asked for; answers are neither lost nor late', (disturbance, holds) => {
    const disturbances = { ...undisturbed, [disturbance]: 1 };
    expect(holds(messageScript('s', taken('+56961230005'), { ...mood, disturbances }))).toBe(true);
  });
  test('reordered statuses change places', () => {
    const orders = Array.from({ length: 40 }, (_each, i) =>
      inOrder(
        messageScript(`s${i}`, taken('+56961230004'), { ...mood, disturbances: { ...undisturbed, reorder: 1 } }),
      ).join(' '),
    );
    expect(new Set(orders).size).toBeGreaterThan(1);
  });
});
