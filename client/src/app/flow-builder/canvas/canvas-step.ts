import type { Edge, Node } from '@swimlane/ngx-graph';
import { connectionIdOf, type Connection } from '#contracts/flow/document';
import type { DrawnWire } from './hit.ts';
import { inletOf, outletOf, type DrawnStep } from './step-box.ts';
import { wireBetween } from './wire.ts';

/** A step with everything that is written on it. */
export type CanvasStep = DrawnStep & {
  readonly title: string;
  readonly summary: string;
  readonly icon: string;
  /** Gives it its colour. */
  readonly family: 'frame' | 'whatsapp' | 'voice' | 'control';
  readonly portLabels: readonly string[];
  readonly mark: 'blocks' | 'warns' | 'clash' | null;
};

/** ngx-graph writes into what it is given, so it gets objects of its own. */
export function nodesOf(steps: readonly CanvasStep[]): Node[] {
  return steps.map((step) => ({
    id: step.step.id,
    position: { x: step.box.x, y: step.box.y },
    dimension: { width: step.box.width, height: step.box.height },
    data: { ...step },
  }));
}

export function edgesOf(steps: ReadonlyMap<string, DrawnStep>, connections: Iterable<Connection>): Edge[] {
  return drawnWires(steps, connections).map(({ id, from, to, wire }) => ({
    ...{ id, source: from, target: to },
    data: { points: [wire[0], wire[3]] },
  }));
}

export type ConnectedWire = DrawnWire & { readonly from: string; readonly to: string; readonly port: string };

export function drawnWires(
  steps: ReadonlyMap<string, DrawnStep>,
  connections: Iterable<Connection>,
): readonly ConnectedWire[] {
  return [...connections].flatMap((connection) => {
    const [from, to] = [steps.get(connection.from), steps.get(connection.to)];
    if (!from || !to) return [];
    const wire = wireBetween(outletOf(from, connection.port), inletOf(to.box));
    return [{ ...connection, id: connectionIdOf(connection), wire }];
  });
}
