import type { Edge, Graph, Layout } from '@swimlane/ngx-graph';
import type { Box, Point } from './step-box.ts';

/**
 * People place the steps: for ngx-graph a layout that says where everything is. ngx-graph begins each time with the
 * places it drew before, so they are taken from what came with the steps and connections.
 */
export const placedLayout: Layout = {
  run: (graph: Graph): Graph => {
    for (const node of graph.nodes) {
      const { x, y, width, height } = (node.data as { readonly box: Box }).box;
      node.position = { x, y };
      node.dimension = { width, height };
    }
    for (const edge of graph.edges) edge.points = [...(edge.data as { readonly points: readonly Point[] }).points];
    graph.edgeLabels = graph.edges;
    return graph;
  },
  updateEdge: (graph: Graph, _edge: Edge): Graph => graph,
};
