import { expect, test } from '@jest/globals';
import { portsOfStep } from '#contracts/flow/step-ports';
import { stepDefinitions, type StepType } from '#contracts/flow/steps';
import { drawnStep, overlap } from '#client/flow-builder/canvas/step-box';
import { firstConfig, freePlace, freshId } from './new-steps.ts';

const words = { outcome: 'Done', answer: 'Answer 1', condition: 'Condition 1' };
const types = Object.keys(stepDefinitions) as StepType[];

test.each(types)('a new %s has its ports, and where nobody has to be asked its settings', (type) => {
  const config = firstConfig(type, words);
  const asksAPerson = ['SendMessage', 'SendTemplate', 'VoiceCall', 'WaitInboundCall', 'VoiceTransfer'].includes(type);
  expect(stepDefinitions[type].configSchema.safeParse(config).success).toBe(!asksAPerson);
  if (type !== 'End') expect(portsOfStep({ id: 'a', type, x: 0, y: 0, config }).length).toBeGreaterThan(0);
});

test('a new step finds a place that covers no other', () => {
  const drawn = Array.from({ length: 30 }, (_, i) =>
    drawnStep({ id: `s${i}`, type: 'VoiceCall', x: 80 * (i % 6), y: 80 * i, config: {} }),
  );
  const place = freePlace(drawn, { x: 100, y: 100 }, 5);
  expect(drawn.some(({ box }) => overlap(box, { ...place, width: 220, height: 280 }))).toBe(false);
  expect(freePlace([], { x: 33, y: 47 })).toEqual({ x: 40, y: 40 });
});

test('ids are ids of steps and all different', () => {
  const ids = Array.from({ length: 1_000 }, freshId);
  expect(new Set(ids).size).toBe(1_000);
  expect(ids.every((id) => /^[a-f0-9]{20}$/.test(id))).toBe(true);
});
