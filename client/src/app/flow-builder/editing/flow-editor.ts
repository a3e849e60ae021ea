import { computed, inject, Injectable, signal } from '@angular/core';
import { FlowsOnDevice, type OpenFlow } from '#client/data/flows-on-device';
import type { Change } from '#client/data/flow-desk';
import { Session } from '#client/data/session';
import type { Json, Step } from '#contracts/flow/document';
import { stepLimit } from '#contracts/flow/document';
import { documentOf } from '#contracts/flow/evolve';
import type { FlowFacts } from '#contracts/flow/finding';
import { connectPort, removeSteps, writeOn } from '#contracts/flow/local-edits';
import { longestField, type Body } from '#contracts/flow/operation';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import { isStepType } from '#contracts/flow/steps';
import { nothingAround, type Around } from '#client/flow-builder/around';
import { drawnStep, onGrid, type DrawnStep, type Point } from '#client/flow-builder/canvas/step-box';
import type { Tool } from '#client/flow-builder/canvas/gesture';
import { StepWords } from '#client/flow-builder/step-words';
import { firstConfig, freePlace, freshId } from './new-steps.ts';
import { copied, pasted, partOf } from './pasting.ts';
import { nothing, onlySteps, still, type Selection } from './selection.ts';

/** Something the builder says in its status line; `undo`: it can be taken back from there. */
export type Said = { readonly text: string; readonly undo: boolean; readonly urgent: boolean };

/** One open flow: what is selected, which tool is in hand, and everything that can be done to it. */
@Injectable()
export class FlowEditor {
  readonly words = inject(StepWords);

  readonly #session = inject(Session);
  readonly #flows = inject(FlowsOnDevice);
  readonly #open = signal<OpenFlow | null>(null);

  readonly opened = this.#open.asReadonly();
  /** The flow as this device has it, with how it stands to the server; undefined while it is being read. */
  readonly onDevice = computed(() => this.#open()?.flow());
  readonly flow = computed<FlowState>(() => this.onDevice()?.view ?? emptyFlow);
  readonly name = computed(() => this.onDevice()?.name ?? '');
  readonly mayEdit = computed(() => this.#session.may('editFlows') && this.onDevice()?.here === true);
  readonly around = signal<Around>(nothingAround);
  readonly tool = signal<Tool>({ name: 'hand' });
  readonly said = signal<Said | null>(null);
  readonly #selected = signal<Selection>(nothing);

  readonly selection = computed(() => still(this.#selected(), this.flow()));
  /** Drawn steps by id; a step that did not change keeps its object, so that nothing of it is worked out twice. */
  readonly drawn = computed<ReadonlyMap<string, DrawnStep>>(() => {
    const before = this.#drawnBefore;
    const now = new Map<string, DrawnStep>();
    for (const [id, step] of this.flow().steps) {
      const known = before.get(id);
      now.set(id, known?.step === step ? known : drawnStep(step));
    }
    this.#drawnBefore = now;
    return now;
  });
  #drawnBefore: ReadonlyMap<string, DrawnStep> = new Map();
  readonly names = computed(() => this.words.names(this.flow().steps.values()));
  /** How channels, templates and agents are called, by their ids. */
  readonly called = computed<ReadonlyMap<string, string>>(() => {
    const { channels, templates, agents } = this.around();
    return new Map([
      ...channels.map(({ channelId, name }) => [channelId, name] as const),
      ...templates.map(({ templateId, name }) => [templateId, name] as const),
      ...agents.map(({ agentId, name }) => [agentId, name] as const),
    ]);
  });
  readonly facts = computed<FlowFacts>(() => this.around());
  /** The one selected step, or null. */
  readonly current = computed<Step | null>(() => {
    const [id, ...more] = this.selection().steps;
    return id !== undefined && more.length === 0 ? (this.flow().steps.get(id) ?? null) : null;
  });

  /** Opens a flow until the function that this gives is called; what was done to another one before is left behind. */
  open(flowId: string): () => void {
    const open = this.#flows.open(flowId);
    this.#open.set(open);
    this.tool.set({ name: 'hand' });
    this.#selected.set(nothing);
    this.said.set(null);
    return () => void open.close();
  }

  /** While a pointer moves something the flow stays as it is seen; call what this gives when it has ended. */
  hold(): () => void {
    return this.#open()?.hold() ?? (() => undefined);
  }

  nameOf(id: string): string {
    return this.names().get(id) ?? this.words.t('steps.gone');
  }

  /** How a person called a way out of a step; null where nobody did. */
  labelOf(step: string, port: string): string | null {
    return (
      this.drawn()
        .get(step)
        ?.ports.find(({ name }) => name === port)?.label ?? null
    );
  }

  say(
    key: string,
    params: Readonly<Record<string, string | number>> = {},
    how: { undo?: boolean; urgent?: boolean } = {},
  ): void {
    this.said.set({ text: this.words.t(`said.${key}`, params), undo: how.undo ?? false, urgent: how.urgent ?? false });
  }

  select(selection: Selection): void {
    this.#selected.set(selection);
  }

  /** Makes edits, one piece of work; when they could not be kept it says why. */
  async write(change: Change): Promise<boolean> {
    const open = this.#open();
    if (!open) return false;
    const outcome = await open.edit(change);
    if (!outcome.saved)
      this.say(`notSaved.${outcome.why}`, { most: stepLimit, detail: outcome.detail ?? '' }, { urgent: true });
    return outcome.saved;
  }

  /** A new step near a place; it is selected and, where it comes from a port, connected to it. */
  async add(type: string, at: Point, from?: { readonly from: string; readonly port: string }): Promise<string | null> {
    this.tool.set({ name: 'hand' });
    if (!isStepType(type)) return null;
    if (this.flow().steps.size >= stepLimit) {
      this.say('full', { most: stepLimit }, { urgent: true });
      return null;
    }
    const id = freshId();
    const config = firstConfig(type, {
      outcome: this.words.t('first.outcome'),
      answer: this.words.t('first.answer'),
      condition: this.words.t('first.condition'),
    });
    const ports = drawnStep({ id, type, x: 0, y: 0, config }).ports.length;
    const place = freePlace([...this.drawn().values()], at, ports);
    const step: Body = { k: 'addStep', id, type, ...place, config: { ...config } };
    const way = from ? connectPort(this.flow(), { ...from, to: id }) : [];
    this.select(onlySteps(id));
    if (!(await this.write([step, ...way]))) return null;
    this.say('added', { step: this.words.kind(type) });
    return id;
  }

  async connect(from: string, port: string, to: string): Promise<void> {
    this.tool.set({ name: 'hand' });
    if (this.flow().steps.get(to)?.type === 'Start') {
      this.say('noWayIntoStart', {}, { urgent: true });
      return;
    }
    const edits = connectPort(this.flow(), { from, port, to });
    if (await this.write(edits)) this.say('connected', { from: this.nameOf(from), to: this.nameOf(to) });
  }

  async disconnect(id: string): Promise<void> {
    if (!this.flow().connections.has(id)) return;
    if (await this.write([{ k: 'disconnect', id }])) this.say('disconnected', {}, { undo: true });
  }

  async move(ids: ReadonlySet<string>, by: Point): Promise<boolean> {
    const edits = [...ids].flatMap((id): Body[] => {
      const step = this.flow().steps.get(id);
      return step ? [{ k: 'moveStep', id, x: onGrid(step.x + by.x), y: onGrid(step.y + by.y) }] : [];
    });
    return this.write(edits);
  }

  async remove(): Promise<void> {
    const { steps, connection } = this.selection();
    if (connection !== null) return this.disconnect(connection);
    if (steps.size === 0) return;
    const [only] = steps;
    const params = { n: steps.size, step: steps.size === 1 && only !== undefined ? this.nameOf(only) : '' };
    if (!(await this.write(removeSteps(this.flow(), steps)))) return;
    this.select(nothing);
    this.say(steps.size === 1 ? 'removedOne' : 'removedMany', params, { undo: true });
  }

  /** @param seen the value that the person saw when they began to change it */
  async setField(id: string, field: string, to: Json | undefined, seen: Json | undefined): Promise<boolean> {
    const size = JSON.stringify(to ?? null).length;
    if (size > longestField) {
      this.say('tooLong', { found: size, most: longestField }, { urgent: true });
      return false;
    }
    if (JSON.stringify(to) === JSON.stringify(seen)) return true;
    const values = { ...(seen === undefined ? {} : { from: seen }), ...(to === undefined ? {} : { to }) };
    return this.write([{ k: 'setField', id, field, ...values }]);
  }

  /** A branch that is taken out takes its way with it. */
  async setEntries(id: string, field: string, to: Json, seen: Json | undefined): Promise<boolean> {
    const writer = writeOn(this.flow());
    writer.add({ k: 'setField', id, field, ...(seen === undefined ? {} : { from: seen }), to });
    const after = writer.state.steps.get(id);
    const ports = new Set(after ? drawnStep(after).ports.map(({ name }) => name) : []);
    for (const [key, { from, port }] of this.flow().connections)
      if (from === id && !ports.has(port)) writer.add({ k: 'disconnect', id: key });
    return this.write(writer.edits);
  }

  async undo(): Promise<void> {
    const outcome = await this.#open()?.undo();
    if (outcome) this.say(outcome.done ? 'undone' : `notUndone.${outcome.why}`);
  }

  async redo(): Promise<void> {
    const outcome = await this.#open()?.redo();
    if (outcome) this.say(outcome.done ? 'redone' : `notRedone.${outcome.why}`);
  }

  copiedText(): string | null {
    const { steps } = this.selection();
    return steps.size === 0 ? null : copied(this.flow(), steps, this.name());
  }

  async duplicate(): Promise<void> {
    const { steps } = this.selection();
    const part = partOf(this.flow(), steps);
    const first = Object.values(part.steps).map(({ x, y }) => ({ x, y }));
    if (first.length === 0) return;
    const corner = { x: Math.min(...first.map(({ x }) => x)) + 40, y: Math.min(...first.map(({ y }) => y)) + 40 };
    await this.insert(part, corner);
  }

  /** Adds a part of a flow with its corner at a place, and selects it. */
  async insert(part: ReturnType<typeof partOf>, corner: Point): Promise<void> {
    const result = pasted(this.flow(), part, corner);
    if (!result.ok) {
      this.say('noRoom', { room: result.room, wanted: result.wanted, most: stepLimit }, { urgent: true });
      return;
    }
    if (!(await this.write(result.edits))) return;
    this.select(onlySteps(...result.ids));
    this.say('pasted', { n: result.ids.length }, { undo: true });
  }

  document(): ReturnType<typeof documentOf> {
    return documentOf(this.flow());
  }
}
