import {
  afterNextRender,
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
  ViewEncapsulation,
} from '@angular/core';
import { removeSteps } from '#contracts/flow/local-edits';
import { portsOfStep } from '#contracts/flow/step-ports';
import { Shortcuts } from '#client/ui/shortcuts';
import { nothingAround, type Around } from './around.ts';
import { canvasSteps } from './canvas-steps.ts';
import { FlowCanvas } from './canvas/flow-canvas.ts';
import { ClashPanel } from './clashes/clash-panel.ts';
import { Minimap } from './canvas/minimap.ts';
import { firstViewport, type Size, type Viewport } from './canvas/viewport.ts';
import type { Asked } from './editing/asked.ts';
import { BuilderCommands } from './editing/builder-commands.ts';
import { FlowEditor } from './editing/flow-editor.ts';
import { FlowExchange } from './editing/flow-exchange.ts';
import { commandOf } from './editing/keys.ts';
import { listedKeys } from './editing/listed-keys.ts';
import { behind } from './editing/new-steps.ts';
import { FindingList } from './findings/finding-list.ts';
import { liveFindings } from './findings/live-findings.ts';
import { shownFindings, type ShownFinding } from './findings/shown-findings.ts';
import { FindPanel } from './outline/find-panel.ts';
import { FlowOutline, type Addition } from './outline/flow-outline.ts';
import { StepPalette, type Dropped } from './palette/step-palette.ts';
import { SeveralPanel } from './panel/several-panel.ts';
import { StepPanel } from './panel/step-panel.ts';
import { PublishPanel } from './publish/publish-panel.ts';
import { VersionsPanel } from './publish/versions-panel.ts';
import { RehearsePanel } from './rehearse/rehearse-panel.ts';
import { StepWords } from './step-words.ts';
import { FlowMenu } from './toolbar/flow-menu.ts';
import { FlowToolbar } from './toolbar/flow-toolbar.ts';

const noTrail: ReadonlySet<string> = new Set();

/** The flow builder: palette, canvas, toolbar, and at the side what is being looked at. */
@Component({
  selector: 'app-flow-builder',
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  host: { '(keydown.escape)': 'escape($event.target)' },
  imports: [
    ClashPanel,
    FindingList,
    FindPanel,
    FlowCanvas,
    FlowMenu,
    FlowOutline,
    FlowToolbar,
    Minimap,
    PublishPanel,
    RehearsePanel,
    SeveralPanel,
    StepPalette,
    StepPanel,
    VersionsPanel,
  ],
  providers: [BuilderCommands, FlowEditor, FlowExchange, StepWords],
  templateUrl: './flow-builder.html',
  styleUrls: ['./flow-builder.scss', './side.scss', './settings.scss', './lines.scss'],
})
export class FlowBuilder {
  protected readonly editor = inject(FlowEditor);
  protected readonly commands = inject(BuilderCommands);
  protected readonly words = this.editor.words;

  readonly flowId = input.required<string>();
  readonly campaignId = input.required<string>();
  readonly around = input<Around>(nothingAround);

  private readonly canvas = viewChild.required(FlowCanvas);
  private readonly aside = viewChild<ElementRef<HTMLElement>>('aside');
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #destroyed = inject(DestroyRef);

  protected readonly viewport = signal<Viewport>(firstViewport);
  protected readonly size = signal<Size>({ width: 1, height: 1 });
  protected readonly grid = signal(true);
  protected readonly minimap = signal(true);
  protected readonly side = this.commands.side;
  protected readonly panels = ['rehearse', 'versions', 'publish'] as const;
  /** The steps that ran in the rehearsal that is open. */
  protected readonly rehearsed = signal<ReadonlySet<string>>(new Set());
  protected readonly trail = computed(() => (this.side() === 'rehearse' ? this.rehearsed() : noTrail));

  protected readonly connections = computed(() => [...this.editor.flow().connections.values()]);
  readonly #findings = liveFindings(this.editor.flow, this.editor.facts);
  protected readonly shownFindings = computed(() =>
    shownFindings(this.#findings(), {
      flow: this.editor.flow(),
      around: this.editor.around(),
      names: this.editor.names(),
      words: this.words,
    }),
  );
  protected readonly findings = this.shownFindings;
  protected readonly blocks = computed(() => this.findings().filter(({ severity }) => severity === 'blocks').length);
  /** What wants a person: clashes, what was merged while away, what the server did not take. */
  protected readonly clashes = computed(() => {
    const flow = this.editor.onDevice();
    return flow ? flow.conflicts.length + flow.merged.length + flow.quarantine.length : 0;
  });
  protected readonly canvasSteps = computed(() => canvasSteps(this.editor, this.findings()));
  protected readonly canvasLabel = computed(() =>
    this.words.t('canvas.label', { name: this.editor.name(), n: this.editor.flow().steps.size }),
  );
  protected readonly placing = computed(() => {
    const tool = this.editor.tool();
    return tool.name === 'place' ? tool.type : null;
  });
  protected readonly sideShown = computed(() =>
    this.side() === 'step' && !this.editor.current() ? null : this.side(),
  );
  protected readonly toolHint = computed(() => {
    const tool = this.editor.tool();
    switch (tool.name) {
      case 'hand':
        return null;
      case 'lasso':
        return this.words.t('hint.lasso');
      case 'move':
        return this.words.t('hint.move', { n: tool.ids.length });
      case 'place':
        return this.words.t('hint.place', { step: this.words.kind(tool.type) });
      case 'connect':
        return this.words.t('hint.connect', {
          step: this.editor.nameOf(tool.from),
          port: this.#portLabel(tool.from, tool.port),
        });
    }
  });

  constructor() {
    effect((onCleanup) => {
      const flowId = this.flowId();
      onCleanup(untracked(() => this.editor.open(flowId)));
    });
    effect(() => this.editor.around.set(this.around()));
    afterNextRender(() => {
      this.commands.use(this.canvas());
      this.#endMouseMovesHere();
      const resized = new ResizeObserver(() => this.#resized());
      resized.observe(this.canvas().element);
      this.#destroyed.onDestroy(() => resized.disconnect());
    });
    this.#fitWhenFirstSeen();
    inject(Shortcuts).add(listedKeys(this.words));
    this.#focusWhenAsked();
  }

  protected run(asked: Asked): void {
    this.commands.run(asked);
  }

  protected key(event: KeyboardEvent): void {
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    this.run(command);
  }

  protected look(viewport: Viewport): void {
    this.viewport.set(viewport);
    this.size.set(this.canvas().size);
  }

  protected pick(type: string | null): void {
    this.editor.tool.set(type === null ? { name: 'hand' } : { name: 'place', type });
  }

  /** By a key the step comes into the middle of what is seen: there is no second tap to say where. */
  protected placeByKey(type: string): void {
    void this.commands.place(type, this.commands.middle());
  }

  protected drop({ type, client }: Dropped): void {
    const at = this.canvas().placeUnder(client);
    if (at) void this.commands.place(type, at);
  }

  protected begin(): void {
    void this.commands.place('Start', this.commands.middle());
  }

  protected closeSide(): void {
    this.side.set(null);
    this.canvas().focus();
  }

  /** Escape in the side closes it; on the canvas it is a command of its own. */
  protected escape(target: EventTarget | null): void {
    if (target instanceof Node && this.aside()?.nativeElement.contains(target)) this.closeSide();
  }

  protected findingsOf(id: string): readonly ShownFinding[] {
    return this.findings().filter(({ step }) => step === id);
  }

  protected jump({ step, field, port }: ShownFinding): void {
    if (step !== undefined) this.commands.openStep(step, field ?? (port === undefined ? null : `way-${port}`));
  }

  protected removeStep(id: string): void {
    const name = this.editor.nameOf(id);
    void this.editor
      .write((flow) => removeSteps(flow, [id]))
      .then((removed) => {
        if (removed) this.editor.say('removedOne', { step: name, n: 1 }, { undo: true });
      });
  }

  protected addFromOutline({ type, at }: Addition): void {
    const from = at ? this.editor.drawn().get(at.from) : undefined;
    const port = from?.ports.findIndex(({ name }) => name === at?.port) ?? 0;
    const place = from ? behind(from, Math.max(0, port)) : this.commands.middle();
    void this.editor.add(type, place, at ?? undefined);
  }

  #portLabel(id: string, port: string): string {
    const step = this.editor.flow().steps.get(id);
    const named = step ? portsOfStep(step).find(({ name }) => name === port) : undefined;
    return named ? this.words.port(named) : '';
  }

  /** A step that is being looked at is not left behind the panel that opened for it. */
  #resized(): void {
    const before = this.size();
    const now = this.canvas().size;
    this.size.set(now);
    if (now.width < before.width || now.height < before.height) this.commands.revealCurrent();
  }

  /** ngx-graph listens to every move on the document and would check itself each time. */
  #endMouseMovesHere(): void {
    const end = (event: Event): void => event.stopPropagation();
    for (const type of ['mousemove', 'touchmove']) this.#element.addEventListener(type, end, { passive: true });
  }

  /** Shows the whole flow when it is opened; one that is being drawn from nothing stays where it is looked at. */
  #fitWhenFirstSeen(): void {
    let seen: string | null = null;
    afterRenderEffect(() => {
      const flowId = this.flowId();
      if (seen === flowId || this.editor.onDevice()?.here !== true) return;
      seen = flowId;
      if (this.editor.flow().steps.size > 0) untracked(() => this.commands.fit());
    });
  }

  /** Moves the focus into the side when it was opened for that: to the field, or to its heading. */
  #focusWhenAsked(): void {
    afterRenderEffect(() => {
      const [wanted, aside] = [this.commands.wantsFocus(), this.aside()?.nativeElement];
      if (!wanted || !aside) return;
      untracked(() => this.commands.wantsFocus.set(null));
      const { field } = wanted;
      const place = field === null ? null : fieldIn(aside, field);
      (place ?? aside.querySelector<HTMLElement>('h2, input'))?.focus();
      place?.scrollIntoView({ block: 'center' });
    });
  }
}

/** The control of a field of the panel, whatever it is made of; `way`: the first of the ways out. */
function fieldIn(aside: HTMLElement, field: string): HTMLElement | null {
  if (field === 'way') return aside.querySelector<HTMLElement>('[id^="way-"]');
  const name = CSS.escape(field);
  return (
    aside.querySelector<HTMLElement>(`#${name}`) ??
    aside.querySelector<HTMLElement>(`[data-field="${name}"] :is(input, select, textarea, button)`)
  );
}
