import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { templateApproval } from '#contracts/template/template';
import { Channels, type Template } from '#client/data/channels';
import { Session } from '#client/data/session';
import { Loading } from '#client/ui/loading';
import { Reader } from '#client/ui/reader';
import { Refusals } from '#client/words/refusals';
import { TemplateForm } from './template-form.ts';

/** The organisation's message templates; only an approved one may open a conversation. */
@Component({
  selector: 'app-template-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Loading, TemplateForm, TranslocoDirective],
  template: `
    <section *transloco="let t; prefix: 'channels.templates'">
      <h2>{{ t('title') }}</h2>
      <p>{{ t('about') }}</p>
      @let now = kept();
      @switch (now.is) {
        @case ('asked') {
          <app-loading [label]="t('loading')" />
        }
        @case ('unreachable') {
          <p>{{ t('offline') }}</p>
        }
        @case ('problem') {
          <p role="alert">{{ refusals.say(now.problem) }}</p>
        }
        @case ('here') {
          <ul>
            @for (each of now.body.templates; track each.template_id) {
              <li>
                <div class="head">
                  <h3>{{ each.name }}</h3>
                  @if (mayManage()) {
                    <select
                      #approval
                      [attr.aria-label]="t('approvalOf', { name: each.name })"
                      [disabled]="busy()"
                      (change)="approve(each, approval.selectedIndex)"
                    >
                      @for (state of approvals; track state) {
                        <option [selected]="each.approval === state">{{ t('approvals.' + state) }}</option>
                      }
                    </select>
                  } @else {
                    <span class="approval" [class]="each.approval">{{ t('approvals.' + each.approval) }}</span>
                  }
                </div>
                <p>
                  {{ t('kind', { language: language(each.language), category: t('categories.' + each.category) }) }}
                </p>
                <blockquote>{{ each.body }}</blockquote>
              </li>
            } @empty {
              <li class="none">{{ t('none') }}</li>
            }
          </ul>
          @if (mayManage()) {
            <app-template-form (registered)="ask()" />
          }
        }
      }
    </section>
  `,
  styles: `
    p {
      margin: 0;
      color: var(--mat-sys-on-surface-variant);
    }
    ul {
      display: grid;
      gap: 0.5rem;
      margin: 0.75rem 0 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: grid;
      gap: 0.25rem;
      padding: 0.75rem 1rem;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 0.75rem;
      background: var(--mat-sys-surface-container-lowest);
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 0.75rem;
    }
    h3 {
      margin: 0;
      font: var(--mat-sys-title-medium);
      overflow-wrap: anywhere;
    }
    select {
      min-height: 44px;
      padding: 0 0.5rem;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 0.5rem;
      background: var(--mat-sys-surface);
      color: var(--mat-sys-on-surface);
      font: var(--mat-sys-body-medium);
    }
    .approval {
      padding: 0.125rem 0.625rem;
      border-radius: 1rem;
      background: var(--mat-sys-tertiary-container);
      color: var(--mat-sys-on-tertiary-container);
      font: var(--mat-sys-label-medium);
    }
    .approval.approved {
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
    }
    .approval.rejected,
    .approval.disabled {
      background: var(--mat-sys-error-container);
      color: var(--mat-sys-on-error-container);
    }
    blockquote {
      margin: 0.25rem 0 0;
      padding: 0.5rem 0.75rem;
      border-radius: 0.75rem;
      background: var(--mat-sys-surface-container);
      white-space: pre-line;
      overflow-wrap: anywhere;
    }
  `,
})
export class TemplateList {
  protected readonly refusals = inject(Refusals);
  readonly #channels = inject(Channels);
  readonly #session = inject(Session);
  readonly #question = this.#channels.templates();
  protected readonly kept = this.#question.kept;
  protected readonly approvals = templateApproval.options;
  protected readonly mayManage = computed(() => this.#session.may('manageTemplates'));
  protected readonly busy = signal(false);
  readonly #reader = inject(Reader);

  protected ask(): Promise<void> {
    return this.#question.ask();
  }

  protected async approve(template: Template, index: number): Promise<void> {
    const approval = this.approvals[index];
    if (approval === undefined || this.busy()) return;
    this.busy.set(true);
    await this.#channels.approve(template, approval);
    await this.ask();
    this.busy.set(false);
  }

  /** A language as the reader calls it, as in “Spanish (Chile)”. */
  protected language(code: string): string {
    const names = new Intl.DisplayNames(this.#reader.locale(), { type: 'language' });
    return names.of(code.replace('_', '-')) ?? code;
  }
}
