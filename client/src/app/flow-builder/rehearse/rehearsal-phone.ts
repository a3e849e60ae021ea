import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Finding } from '#contracts/flow/finding';
import type { Choice, RehearsalMaterial } from '#contracts/rehearsal/state';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { rehearsalWalk } from './rehearsal-walk.ts';

/** A phone in which a flow is walked through with one row of a data set. Nothing is sent; it works without a network. */
@Component({
  selector: 'app-rehearsal-phone',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormsModule, MatButtonModule, MatFormFieldModule, MatInputModule, MatCheckboxModule, TranslocoDirective],
  templateUrl: './rehearsal-phone.html',
  styleUrl: './rehearsal-phone.scss',
})
export class RehearsalPhone {
  readonly material = input.required<RehearsalMaterial>();
  /** How a person is called here: a name where the data set has one, else the number. */
  readonly person = input.required<string>();
  /** Names of steps, by their ids, for what is said about them. */
  readonly stepNames = input<Readonly<Record<string, string>>>({});
  /** What is wrong with a flow that is not ready, in the reader's language. */
  readonly tell = input<(finding: Finding) => string>(({ sentence }) => sentence);
  /** The steps that ran and the ways that were taken, for the canvas. */
  readonly trailChange = output<ReturnType<ReturnType<typeof rehearsalWalk>['trail']>>();
  /** A finding's step is to be shown. */
  readonly stepAsked = output<string>();

  protected readonly deliver = signal(true);
  protected readonly walk = rehearsalWalk(this.material, this.deliver, () => new Date().toISOString());
  protected readonly answer = signal('');
  protected readonly wantsTransfer = signal(false);
  protected readonly reader = inject(Reader);
  protected readonly words = inject(Words);
  protected readonly notReady = computed(() => {
    const state = this.walk.state();
    return state.status === 'notReady' ? state.findings : [];
  });
  protected readonly mayTakeBack = computed(() => {
    const state = this.walk.state();
    return state.status === 'underWay' && state.chosen.some(({ kind }) => !this.deliver() || kind !== 'arrives');
  });
  private readonly screen = viewChild<ElementRef<HTMLElement>>('screen');

  constructor() {
    effect(() => this.trailChange.emit(this.walk.trail()));
    afterRenderEffect(() => {
      this.walk.entries();
      const screen = this.screen()?.nativeElement;
      if (screen) screen.scrollTop = screen.scrollHeight;
    });
  }

  protected choose(choice: Choice): void {
    this.walk.choose(choice);
    this.answer.set('');
    this.wantsTransfer.set(false);
  }

  protected reply(): void {
    const text = this.answer().trim();
    if (text !== '') this.choose({ kind: 'replies', text, button: '' });
  }
}
