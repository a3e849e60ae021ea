import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { retryReasons, type RetryReason } from '#contracts/execution/retries';
import type { Campaign } from '#client/data/campaigns';
import { Channels } from '#client/data/channels';
import { DataSets } from '#client/data/data-sets';
import { Executions, type DryRun } from '#client/data/executions';
import { Session } from '#client/data/session';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals, type Said } from '#client/words/refusals';
import { NumberField } from './number-field.ts';
import { bounds, settingsOf, usualDraft, type StartDraft } from './start-draft.ts';

/** Which contacts, how many at once and how fast; then the start itself. */
@Component({
  selector: 'app-start-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ...[MatButton, MatCheckbox, MatFormField, MatHint, MatInput, MatLabel, NumberField],
    ...[RouterLink, TranslocoDirective],
  ],
  templateUrl: './start-form.html',
  styleUrl: './start-form.scss',
})
export class StartForm {
  readonly campaign = input.required<Campaign>();
  /** Whether the checklist is complete. */
  readonly ready = input.required<boolean>();

  readonly #executions = inject(Executions);
  readonly #router = inject(Router);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  readonly #session = inject(Session);
  readonly #id = computed(() => this.campaign().campaign_id);
  readonly #dataSets = inject(DataSets).of(this.#id);
  readonly #channels = inject(Channels).all();
  protected readonly words = inject(Words);
  protected readonly reader = inject(Reader);
  protected readonly retryReasons = retryReasons;
  protected readonly quiets = ['usual', 'never', 'between'] as const;

  protected readonly draft = signal<StartDraft>(usualDraft);
  protected readonly busy = signal(false);
  protected readonly wrong = signal<Said | string>('');
  protected readonly dryRun = signal<DryRun | null>(null);
  protected readonly mayRehearse = computed(() => this.#session.may('rehearse'));

  /** Data sets that can be run, the newest first. */
  protected readonly sets = computed(() => {
    const kept = this.#dataSets.kept();
    const all = kept.is === 'here' ? kept.body.dataSets : [];
    return all.filter(({ status, accepted }) => status === 'ready' && accepted > 0).toReversed();
  });
  protected readonly chosen = computed(
    () => this.sets().find(({ data_set_id }) => data_set_id === this.draft().dataSetId) ?? this.sets()[0],
  );
  protected readonly channels = computed(() => {
    const kept = this.#channels.kept();
    const ids = this.campaign().channel_ids;
    return kept.is === 'here' ? kept.body.channels.filter(({ channel_id }) => ids.includes(channel_id)) : [];
  });
  /** What hurries, and what does without rates, is for made-up people only. */
  protected readonly sandbox = computed(
    () => this.channels().length > 0 && this.channels().every(({ provider }) => provider === 'sandbox'),
  );
  readonly #settings = computed(() => settingsOf(this.draft()));
  protected readonly refused = computed((): ReadonlySet<string> => {
    const found = this.#settings();
    return 'wrong' in found ? found.wrong : new Set();
  });

  constructor() {
    let known = '';
    // A file that is ready by now can be chosen, and another campaign has others.
    effect(() => {
      const now = `${this.#id()} ${this.ready()}`;
      if (known !== '' && known !== now) void this.#dataSets.ask();
      known = now;
    });
  }

  protected change(change: Partial<StartDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }));
    this.wrong.set('');
  }

  protected choose(dataSetId: string | undefined): void {
    this.change({ dataSetId: dataSetId ?? '', timeZoneColumn: '' });
    this.dryRun.set(null);
  }

  protected retry(reason: RetryReason, change: { readonly most?: string; readonly afterSeconds?: string }): void {
    const { retries } = this.draft();
    this.change({ retries: { ...retries, [reason]: { ...retries[reason], ...change } } });
  }

  protected async tryDry(): Promise<void> {
    const chosen = this.chosen();
    if (!chosen || this.busy()) return;
    this.busy.set(true);
    this.wrong.set('');
    const answer = await this.#executions.dryRun(this.#id(), chosen.data_set_id);
    this.busy.set(false);
    if (answer.outcome === 'ok') this.dryRun.set(answer.body);
    else this.#say(answer);
  }

  /** The limits of a number, as the reader writes them. */
  protected limits(field: keyof typeof bounds): { readonly least: string; readonly most: string } {
    const { least, most } = bounds[field];
    return { least: this.reader.number(least), most: this.reader.number(most) };
  }

  protected async start(event: Event): Promise<void> {
    event.preventDefault();
    const [chosen, found] = [this.chosen(), this.#settings()];
    if (!chosen || 'wrong' in found || this.busy() || !this.ready()) return;
    this.busy.set(true);
    this.wrong.set('');
    const asked = { dataSetId: chosen.data_set_id, settings: found.settings };
    const answer = await this.#executions.start(this.#id(), asked);
    this.busy.set(false);
    if (answer.outcome === 'ok') await this.#router.navigate(['/campaigns', this.#id(), 'execution', answer.body]);
    else this.#say(answer);
  }

  #say(answer: { readonly outcome: string; readonly problem?: Said }): void {
    this.wrong.set(answer.problem ?? this.#transloco.translate('execution.needsNetwork'));
  }
}
