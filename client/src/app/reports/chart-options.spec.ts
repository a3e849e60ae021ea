import { expect, test } from '@jest/globals';
import { heightOf, optionsOf } from './chart-options.ts';
import type { Drawn } from './section.ts';

const drawn: Drawn = {
  kind: 'bars',
  names: ['Sent', 'Read'],
  series: [{ name: 'Messages', values: [10, 4], tone: 'good' }],
};

test('bars lie from top to bottom in their order, and each says its number', () => {
  expect(optionsOf(drawn)).toMatchObject({
    yAxis: { type: 'category', data: ['Sent', 'Read'], inverse: true },
    xAxis: { type: 'value' },
    series: [{ type: 'bar', data: [10, 4], label: { show: true } }],
    legend: { show: false },
  });
});

test('lines go from left to right, and a legend tells several apart', () => {
  const two = {
    ...drawn,
    kind: 'lines',
    series: [...drawn.series, { name: 'b', values: [1, 2], tone: 'bad' }],
  } as const;
  expect(optionsOf(two)).toMatchObject({
    xAxis: { type: 'category' },
    series: [{ type: 'line' }, {}],
    legend: { show: true },
  });
});

test('a drawing grows with what is drawn', () => {
  const twice = { ...drawn, names: [...drawn.names, ...drawn.names] };
  expect(heightOf(twice)).toBeGreaterThan(heightOf(drawn));
});
