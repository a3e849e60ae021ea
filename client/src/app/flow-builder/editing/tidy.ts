import { DagreNodesOnlyLayout, Orientation, type Edge, type Node } from '@swimlane/ngx-graph';
import type { Connection } from '#contracts/flow/document';
import type { Body } from '#contracts/flow/operation';
import { grid, onGrid, type DrawnStep } from '#client/flow-builder/canvas/step-box';

/**
 * The moves that lay the steps out from left to right, by ngx-graph's dagre. The first step stays where it is, so that
 * the flow does not jump away.
 */
export function tidied(drawn: readonly DrawnStep[], connections: Iterable<Connection>): readonly Body[] {
  const layout = new DagreNodesOnlyLayout();
  layout.settings = {
    ...{ orientation: Orientation.LEFT_TO_RIGHT, rankPadding: 4 * grid, nodePadding: 2 * grid, edgePadding: grid },
    ...{ multigraph: true, compound: false },
  };
  const nodes = drawn.map(({ step, box }): Node => ({
    id: step.id,
    dimension: { width: box.width, height: box.height },
    position: { x: box.x, y: box.y },
  }));
  const known = new Set(drawn.map(({ step }) => step.id));
  const edges = [...connections]
    .filter(({ from, to }) => known.has(from) && known.has(to) && from !== to)
    .map(({ from, port, to }): Edge => ({ id: `${from}/${port}`, source: from, target: to }));
  layout.run({ nodes, edges });
  return movesTo(drawn, nodes);
}

function movesTo(drawn: readonly DrawnStep[], nodes: readonly Node[]): readonly Body[] {
  const corner = ({ position, dimension }: Node): { x: number; y: number } => ({
    x: (position?.x ?? 0) - (dimension?.width ?? 0) / 2,
    y: (position?.y ?? 0) - (dimension?.height ?? 0) / 2,
  });
  const anchor = drawn.findIndex(({ step }) => step.type === 'Start');
  const [held, laid] = [drawn[Math.max(0, anchor)], nodes[Math.max(0, anchor)]];
  if (!held || !laid) return [];
  const [dx, dy] = [held.box.x - corner(laid).x, held.box.y - corner(laid).y];
  return drawn.flatMap(({ step }, i): Body[] => {
    const node = nodes[i];
    if (!node) return [];
    const at = corner(node);
    const [x, y] = [onGrid(at.x + dx), onGrid(at.y + dy)];
    return x === step.x && y === step.y ? [] : [{ k: 'moveStep', id: step.id, x, y }];
  });
}
