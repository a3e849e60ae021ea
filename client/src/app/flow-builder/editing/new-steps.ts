import type { Json } from '#contracts/flow/document';
import type { StepType } from '#contracts/flow/steps';
import {
  boxWidth,
  grid,
  heightFor,
  onGrid,
  overlap,
  type Box,
  type DrawnStep,
  type Point,
} from '#client/flow-builder/canvas/step-box';

/** An id that nobody else makes: 80 bits of chance. Works without a secure context, where randomUUID does not exist. */
export function freshId(): string {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Words of a new step's first settings, in the language of the person who places it. */
export type FirstWords = { readonly outcome: string; readonly answer: string; readonly condition: string };

const day = 86_400;

/** What a step begins with. What only a person can know is left out; validation asks for it. */
export function firstConfig(type: StepType, words: FirstWords): Readonly<Record<string, Json>> {
  switch (type) {
    case 'WaitForResponse':
    case 'WaitInboundCall':
      return { timeoutSeconds: day };
    case 'Delay':
      return { seconds: day };
    case 'End':
      return { outcome: words.outcome };
    case 'ResponseBranch':
      return { branches: [{ id: freshId(), label: words.answer, keywords: [], buttons: [] }] };
    case 'Condition':
      return {
        conditions: [
          { id: freshId(), label: words.condition, subject: { of: 'answer' }, operator: 'isNotEmpty', value: '' },
        ],
      };
    case 'SendTemplate':
      return { variables: {} };
    case 'Start':
    case 'SendMessage':
    case 'VoiceCall':
    case 'VoiceTransfer':
      return {};
  }
}

/** A place on the grid near the wanted one where the new step covers no other. */
export function freePlace(drawn: readonly DrawnStep[], wanted: Point, ports = 2): Point {
  const boxAt = ({ x, y }: Point): Box => ({
    x: x - grid,
    y: y - grid,
    width: boxWidth + 2 * grid,
    height: heightFor(ports) + 2 * grid,
  });
  const isFree = (point: Point): boolean => !drawn.some(({ box }) => overlap(box, boxAt(point)));
  const first = { x: onGrid(wanted.x), y: onGrid(wanted.y) };
  for (let ring = 0; ring <= drawn.length + 1; ring += 1)
    for (const [dx, dy] of [
      [0, ring],
      [ring, 0],
      [0, -ring],
      [ring, ring],
      [ring, -ring],
    ] as const) {
      const point = { x: first.x + dx * 4 * grid, y: first.y + dy * 4 * grid };
      if (isFree(point)) return point;
    }
  return first;
}

/** Where the next step is put when it is added behind another one. */
export function behind({ box }: DrawnStep, port: number): Point {
  return { x: box.x + box.width + 4 * grid, y: box.y + port * 5 * grid };
}
