import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  inject,
  input,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Answers } from '#client/data/answers';
import { Notice } from '#client/ui/notice';
import { watchAround } from './campaign-around.ts';
import { FlowBuilder } from './flow-builder.ts';

/** The tab “Flow” of a campaign. */
@Component({
  selector: 'app-flow-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FlowBuilder, Notice, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'flow'">
      @if (campaign(); as found) {
        @if (found.flowId; as flowId) {
          <h1 class="visually-hidden">{{ t('title') }}</h1>
          <app-flow-builder [flowId]="flowId" [campaignId]="campaignId()" [around]="found.around" />
        } @else if (found.unreachable) {
          <app-notice kind="offline" [heading]="t('page.offlineTitle')" [text]="t('page.offline')" />
        } @else {
          <app-notice kind="error" [heading]="t('page.missingTitle')" [text]="t('page.missing')">
            <a routerLink="/campaigns">{{ t('page.back') }}</a>
          </app-notice>
        }
      } @else {
        <p class="opening" role="status">{{ t('page.loading') }}</p>
      }
    </ng-container>
  `,
  styles: `
    /* The canvas takes the whole page, to its edges. */
    :host {
      display: flow-root;
      height: calc(100dvh - var(--above, 64px));
      margin: -1.5rem;
    }
    .opening {
      padding: 24px;
    }
    @media (max-width: 767px) {
      :host {
        margin: -1rem;
      }
    }
  `,
})
export class FlowPage {
  readonly campaignId = input.required<string>();

  protected readonly campaign = watchAround(inject(Answers), this.campaignId);

  constructor() {
    const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      const measure = (): void =>
        element.style.setProperty('--above', `${element.getBoundingClientRect().top + window.scrollY}px`);
      const watching = new ResizeObserver(measure);
      watching.observe(document.body);
      destroyed.onDestroy(() => watching.disconnect());
      measure();
    });
  }
}
