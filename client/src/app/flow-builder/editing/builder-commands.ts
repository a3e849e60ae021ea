import { effect, inject, Injectable, signal } from '@angular/core';
import type { CanvasAct } from '#client/flow-builder/canvas/canvas-act';
import type { FlowCanvas } from '#client/flow-builder/canvas/flow-canvas';
import type { Target } from '#client/flow-builder/canvas/hit';
import { around, grid, type Point } from '#client/flow-builder/canvas/step-box';
import { centred, fitted, inFlow, revealing, zoomed } from '#client/flow-builder/canvas/viewport';
import type { Asked, Side } from './asked.ts';
import { FlowEditor } from './flow-editor.ts';
import { FlowExchange } from './flow-exchange.ts';
import { outlineOrder } from './outline-order.ts';
import {
  lassoed,
  neighbourOf,
  nothing,
  onlyConnection,
  onlySteps,
  toggled,
  type Direction,
  type Selection,
} from './selection.ts';

const nudges = {
  ...{ moveLeft: { x: -grid, y: 0 }, moveRight: { x: grid, y: 0 } },
  ...{ moveUp: { x: 0, y: -grid }, moveDown: { x: 0, y: grid } },
};

/** What the canvas, the toolbar and the keys ask for, done to the open flow. */
@Injectable()
export class BuilderCommands {
  readonly #editor = inject(FlowEditor);
  readonly #exchange = inject(FlowExchange);
  #canvas: FlowCanvas | null = null;
  #release: () => void = () => undefined;

  /** What stands at the side: null is nothing. */
  readonly side = signal<Side | null>(null);
  /** Where the focus is to go when the side has opened. */
  readonly wantsFocus = signal<{ readonly field: string | null } | null>(null);

  constructor() {
    // A selection that is gone takes its panel with it.
    effect(() => {
      const { steps, connection } = this.#editor.selection();
      const side = this.side();
      if ((side === 'step' && steps.size !== 1) || (side === 'several' && steps.size < 2 && connection === null))
        this.side.set(null);
    });
  }

  use(canvas: FlowCanvas): void {
    this.#canvas = canvas;
  }

  act(act: CanvasAct): void {
    switch (act.act) {
      case 'tap':
        return this.#tap(act);
      case 'grab':
        return this.#select(act.more ? toggled(this.#editor.selection(), act.id) : onlySteps(act.id));
      case 'move':
        void this.#editor.move(act.ids, act.by).then((moved) => {
          if (!moved) this.#canvas?.redraw();
        });
        return;
      case 'connect':
        if (act.to === null) this.#editor.say('letGoNowhere');
        else void this.#editor.connect(act.from, act.port, act.to);
        return;
      case 'lasso':
        this.#select(
          lassoed(act.more ? this.#editor.selection() : nothing, [...this.#editor.drawn().values()], act.box),
        );
        this.#editor.say('selected', { n: this.#editor.selection().steps.size });
    }
  }

  run(asked: Asked): void {
    const editor = this.#editor;
    switch (asked) {
      case 'undo':
        return void editor.undo();
      case 'redo':
        return void editor.redo();
      case 'copy':
      case 'cut':
        return void this.#exchange.copy(asked === 'cut');
      case 'paste':
        return void this.#exchange.paste(this.middle());
      case 'duplicate':
        return void editor.duplicate();
      case 'selectAll':
        return this.#select(onlySteps(...editor.flow().steps.keys()));
      case 'remove':
        return void editor.remove();
      case 'configure':
        return this.openStep(null);
      case 'tidy':
        return void this.#tidy();
      case 'export':
        return this.#exchange.exportFile();
      case 'add':
      case 'connect':
      case 'move':
      case 'lasso':
      case 'cancel':
        return this.#hold(asked);
      case 'fit':
      case 'zoomIn':
      case 'zoomOut':
        return this.#look(asked);
      case 'find':
      case 'outline':
      case 'findings':
      case 'clashes':
      case 'publish':
      case 'versions':
      case 'rehearse':
        return this.#turn(asked);
      case 'left':
      case 'right':
      case 'up':
      case 'down':
        return this.#go(asked);
      case 'moveLeft':
      case 'moveRight':
      case 'moveUp':
      case 'moveDown':
        return this.#nudge(asked);
    }
  }

  /** Selects a step, shows it on the canvas and opens its panel at a field. */
  openStep(id: string | null, field: string | null = null): void {
    if (id !== null) {
      this.#editor.select(onlySteps(id));
      this.#reveal(id);
    }
    if (!this.#editor.current()) return;
    this.side.set('step');
    this.wantsFocus.set({ field });
  }

  /** Looks at a place of the flow. */
  lookAt(point: Point): void {
    const canvas = this.#canvas;
    canvas?.lookFrom(centred(point, canvas.size, canvas.viewport.zoom));
  }

  revealCurrent(): void {
    const current = this.#editor.current();
    if (current) this.#reveal(current.id);
  }

  /** Puts the flow of a file in the place of this one. */
  async importFile(text: string): Promise<void> {
    if (await this.#exchange.importFile(text)) requestAnimationFrame(() => this.fit());
  }

  fit(): void {
    this.#look('fit');
  }

  /** The middle of what is seen. */
  middle(): Point {
    const canvas = this.#canvas;
    if (!canvas) return { x: 0, y: 0 };
    const { width, height } = canvas.size;
    const point = inFlow(canvas.viewport, { x: width / 2, y: height / 2 });
    return { x: point.x - 110, y: point.y - 40 };
  }

  #tap({ target, at, more }: Extract<CanvasAct, { act: 'tap' }>): void {
    const editor = this.#editor;
    const tool = editor.tool();
    switch (tool.name) {
      case 'place':
        return void this.place(tool.type, at);
      case 'move':
        return void this.#moveTo(tool.ids, at);
      case 'connect':
        if (target.on === 'step' || target.on === 'port') void editor.connect(tool.from, tool.port, target.id);
        else this.#hold('cancel');
        return;
      case 'hand':
      case 'lasso':
        return this.#choose(target, more || tool.name === 'lasso');
    }
  }

  #choose(target: Target, more: boolean): void {
    const editor = this.#editor;
    switch (target.on) {
      case 'canvas':
        return this.#select(more ? editor.selection() : nothing);
      case 'wire':
        return this.#select(onlyConnection(target.id));
      case 'port':
      case 'step':
        this.#select(more ? toggled(editor.selection(), target.id) : onlySteps(target.id));
        // A port waits for the step it leads to; a panel would push the canvas away under the finger.
        if (target.on === 'port' && editor.mayEdit() && !more)
          editor.tool.set({ name: 'connect', from: target.id, port: target.port });
        else if (editor.current()) this.side.set('step');
    }
  }

  /** Places a new step and opens its panel. */
  async place(type: string, at: Point): Promise<void> {
    const id = await this.#editor.add(type, { x: at.x - 110, y: at.y - 30 });
    if (id !== null) this.side.set('step');
  }

  async #moveTo(ids: readonly string[], at: Point): Promise<void> {
    const box = around([...ids].flatMap((id) => this.#editor.drawn().get(id)?.box ?? []));
    this.#editor.tool.set({ name: 'hand' });
    if (box && (await this.#editor.move(new Set(ids), { x: at.x - box.x - box.width / 2, y: at.y - box.y - 30 })))
      this.#editor.say('moved', {}, { undo: true });
  }

  #select(selection: Selection): void {
    this.#editor.select(selection);
    const several = selection.steps.size > 1 || selection.connection !== null;
    if (several && this.side() !== 'outline') this.side.set('several');
  }

  #hold(asked: 'add' | 'connect' | 'move' | 'lasso' | 'cancel'): void {
    const editor = this.#editor;
    const current = editor.current();
    if (asked === 'cancel') {
      this.#canvas?.abort();
      if (editor.tool().name === 'hand') editor.select(nothing);
      else editor.tool.set({ name: 'hand' });
      return;
    }
    if (asked === 'lasso') return editor.tool.set({ name: editor.tool().name === 'lasso' ? 'hand' : 'lasso' });
    if (!editor.mayEdit()) return;
    if (asked === 'move') return editor.tool.set({ name: 'move', ids: [...editor.selection().steps] });
    if (asked === 'connect' && current) {
      this.openStep(null, 'way');
      return;
    }
    // By key a step is added in the outline, which asks for its type.
    this.side.set('outline');
    this.wantsFocus.set({ field: 'outline-add' });
  }

  #look(asked: 'fit' | 'zoomIn' | 'zoomOut'): void {
    const canvas = this.#canvas;
    if (!canvas) return;
    const middle = { x: canvas.size.width / 2, y: canvas.size.height / 2 };
    const boxes = [...this.#editor.drawn().values()].map(({ box }) => box);
    if (asked === 'fit') canvas.lookFrom(fitted(around(boxes), canvas.size));
    else canvas.lookFrom(zoomed(canvas.viewport, asked === 'zoomIn' ? 1.25 : 0.8, middle));
  }

  #turn(side: Side): void {
    const opens = this.side() !== side;
    this.side.set(opens ? side : null);
    if (opens) this.wantsFocus.set({ field: null });
  }

  #go(direction: Direction): void {
    const editor = this.#editor;
    const [held] = editor.selection().steps;
    const next =
      held === undefined
        ? outlineOrder(editor.flow())[0]?.id
        : neighbourOf([...editor.drawn().values()], editor.flow().connections.values(), held, direction);
    if (next === undefined || next === null) return;
    editor.select(onlySteps(next));
    this.#reveal(next);
    editor.say('at', { step: editor.nameOf(next) });
    if (this.side() === 'several') this.side.set('step');
  }

  #nudge(asked: keyof typeof nudges): void {
    void this.#editor.move(this.#editor.selection().steps, nudges[asked]);
  }

  #reveal(id: string): void {
    const [canvas, drawn] = [this.#canvas, this.#editor.drawn().get(id)];
    if (canvas && drawn) canvas.lookFrom(revealing(canvas.viewport, drawn.box, canvas.size));
  }

  async #tidy(): Promise<void> {
    const { tidied } = await import('./tidy.ts');
    const editor = this.#editor;
    if (await editor.write(tidied([...editor.drawn().values()], editor.flow().connections.values()))) {
      editor.say('tidied', {}, { undo: true });
      this.fit();
    }
  }

  /** While something is moved on the canvas the flow rests as it is seen. */
  gesture(runs: boolean): void {
    this.#release();
    this.#release = runs ? this.#editor.hold() : () => undefined;
  }
}
