import { ChangeDetectionStrategy, Component, ViewEncapsulation } from '@angular/core';
import { DagreLayout, type Edge, type Graph, GraphComponent, LayoutService, type Node } from '@swimlane/ngx-graph';
import type { CanvasStep } from '#client/flow-builder/canvas/canvas-step';
import { FlowCanvas } from '#client/flow-builder/canvas/flow-canvas';
import { drawnStep } from '#client/flow-builder/canvas/step-box';
import { nothing } from '#client/flow-builder/editing/selection';
import { lookOf } from '#client/flow-builder/step-looks';
import { longFlow } from './long-flow.ts';

const asked = new URLSearchParams(location.search);

/** ngx-graph's own layout, but for the first places: working those out for 500 steps is not what is measured. */
class Placed extends DagreLayout {
  override run(graph: Graph): Graph {
    for (const { dimension, data, ...node } of graph.nodes) {
      const { x, y } = (data as CanvasStep).box;
      const centre = { x: x + (dimension?.width ?? 0) / 2, y: y + (dimension?.height ?? 0) / 2 };
      Object.assign(graph.nodes.find(({ id }) => id === node.id) ?? {}, { position: centre });
    }
    graph.edgeLabels = {};
    for (const edge of graph.edges) this.updateEdge(graph, edge);
    graph.edgeLabels = graph.edges;
    return graph;
  }
}

/**
 * One flow on one canvas, to be measured from outside: `?canvas=own` is the builder's, `?canvas=stock` is ngx-graph with
 * its own gestures and as much drawn in each step.
 */
@Component({
  selector: 'measure-canvas',
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  imports: [FlowCanvas, GraphComponent],
  providers: [LayoutService],
  template: `
    @if (isOwn) {
      <app-flow-canvas
        class="whole"
        [steps]="steps"
        [connections]="flow.connections"
        [selection]="nothing"
        [tool]="{ name: 'hand' }"
        [mayEdit]="true"
        label="Canvas"
        description="canvas"
      />
    } @else {
      <div class="whole">
        <ngx-graph [nodes]="nodes" [links]="links" [layout]="layout">
          <ng-template #nodeTemplate let-node>
            <svg:g class="step node">
              <svg:rect
                class="body"
                rx="14"
                [attr.width]="node.dimension.width"
                [attr.height]="node.dimension.height"
              />
              <svg:rect class="badge" x="12" y="14" width="32" height="32" rx="10" />
              <svg:path class="icon" [attr.d]="node.data.icon" transform="translate(18, 20) scale(0.84)" />
              <svg:text class="title" x="54" y="27">{{ node.data.title }}</svg:text>
              <svg:text class="summary" x="54" y="45">{{ node.data.summary }}</svg:text>
              <svg:circle class="inlet" r="6" cx="0" cy="30" />
              @for (label of node.data.portLabels; track $index) {
                <svg:g class="port" [attr.transform]="'translate(220, ' + (82 + $index * 44) + ')'">
                  <svg:text class="port-label" x="-18" y="5" text-anchor="end">{{ label }}</svg:text>
                  <svg:circle class="halo" r="16" />
                  <svg:circle class="dot" r="7" />
                </svg:g>
              }
            </svg:g>
          </ng-template>
          <ng-template #linkTemplate>
            <svg:g class="edge"><svg:path class="line" fill="none" stroke="#777" stroke-width="2" /></svg:g>
          </ng-template>
        </ngx-graph>
      </div>
    }
  `,
  styles: `
    .whole {
      position: absolute !important;
      inset: 0;
    }
    .whole .body {
      fill: #fff;
      stroke: #999;
    }
  `,
})
export class MeasureCanvas {
  protected readonly isOwn = asked.get('canvas') !== 'stock';
  protected readonly layout = new Placed();
  protected readonly nothing = nothing;
  protected readonly flow = longFlow(Number(asked.get('steps') ?? 60));
  protected readonly steps: readonly CanvasStep[] = this.flow.steps.map((step) => {
    const drawn = drawnStep(step);
    const portLabels = drawn.ports.map(({ name }) => name);
    return { ...drawn, ...lookOf(step.type), title: step.type, summary: step.id, portLabels, mark: null };
  });
  protected readonly nodes: Node[] = this.steps.map((step) => ({
    id: step.step.id,
    dimension: { width: step.box.width, height: step.box.height },
    data: { ...step },
  }));
  protected readonly links: Edge[] = this.flow.connections.map(({ from, port, to }) => ({
    id: `${from}-${port}-${to}`,
    source: from,
    target: to,
  }));
}
