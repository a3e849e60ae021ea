import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import { diffFlow } from '#contracts/flow/diff';
import { documentOf, evolveAll } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import { emptyFlow } from '#contracts/flow/state';
import { Campaigns } from '#client/data/campaigns';
import { Channels } from '#client/data/channels';
import { History } from '#client/data/history';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { written } from '#client/words/written-value';
import { Refusals, type Said } from '#client/words/refusals';
import { changeLines } from './then-lines.ts';

/** A flow as it was drawn after one of its edits, made of its edits as the server makes it; and what is different now. */
@Component({
  selector: 'app-flow-then-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Loading, RouterLink, TranslocoDirective],
  templateUrl: './flow-then-page.html',
  styleUrl: './then-page.scss',
})
export class FlowThenPage {
  readonly campaignId = input.required<string>();
  readonly revision = input.required<string>();

  readonly #history = inject(History);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  readonly #campaign = inject(Campaigns).one(this.campaignId);
  readonly #channels = inject(Channels).all();
  readonly #templates = inject(Channels).templates();
  protected readonly words = inject(Words);
  protected readonly reader = inject(Reader);
  protected readonly icons = { back: mdiArrowLeft };

  protected readonly events = signal<readonly FlowEvent[] | null>(null);
  protected readonly wrong = signal<Said | string>('');
  protected readonly at = computed(() => Number(this.revision()));
  /** What settings name by an id. */
  readonly #called = computed(() => {
    const [channels, templates] = [this.#channels.kept(), this.#templates.kept()];
    return new Map([
      ...(channels.is === 'here' ? channels.body.channels.map((each) => [each.channel_id, each.name] as const) : []),
      ...(templates.is === 'here'
        ? templates.body.templates.map((each) => [each.template_id, each.name] as const)
        : []),
    ]);
  });
  readonly #then = computed(() => documentOf(evolveAll(emptyFlow, (this.events() ?? []).slice(0, this.at() + 1))));
  readonly #now = computed(() => documentOf(evolveAll(emptyFlow, this.events() ?? [])));

  protected readonly steps = computed(() => {
    const { steps, connections } = this.#then();
    const names = this.words.stepNames(Object.values(steps));
    const ports = this.words.portNames(Object.values(steps));
    const all = Object.values(steps).toSorted((left, right) => left.x - right.x || left.y - right.y);
    return all.map((step) => {
      return {
        id: step.id,
        name: names.get(step.id) ?? '',
        kind: this.words.step(step.type),
        settings: Object.entries(step.config).map(([field, value]) => ({
          label: this.words.field(step.type, field),
          value: written(value, this.#called(), (part) => this.words.part(part)),
        })),
        ways: Object.values(connections)
          .filter(({ from }) => from === step.id)
          .map(
            ({ port, to }) => `${ports.get(`${step.id}/${port}`) ?? this.words.port(port)} → ${names.get(to) ?? ''}`,
          ),
      };
    });
  });
  protected readonly changes = computed(() => {
    const [then, now] = [this.#then(), this.#now()];
    const names = new Map([
      ...this.words.stepNames(Object.values(then.steps)),
      ...this.words.stepNames(Object.values(now.steps)),
    ]);
    const ports = new Map([
      ...this.words.portNames(Object.values(then.steps)),
      ...this.words.portNames(Object.values(now.steps)),
    ]);
    const t = (key: string, values = {}): string => this.#transloco.translate(`history.flowThen.${key}`, values);
    return changeLines(diffFlow(then, now), { t, words: this.words, names, ports, called: this.#called() });
  });

  constructor() {
    effect(() => {
      const kept = this.#campaign.kept();
      if (kept.is === 'here' && this.events() === null) void this.#read(kept.body.flow_id);
    });
  }

  async #read(flowId: string): Promise<void> {
    const answer = await this.#history.flowEvents(flowId);
    if (answer.outcome === 'ok') this.events.set(answer.body);
    else if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else this.wrong.set(this.#transloco.translate('history.offline.text'));
  }
}
