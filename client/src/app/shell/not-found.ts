import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Notice } from '#client/ui/notice';

/** An address that leads nowhere. */
@Component({
  selector: 'app-not-found',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, Notice, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'missing'">
      <h1 class="visually-hidden">{{ t('title') }}</h1>
      <app-notice kind="empty" [heading]="t('title')" [text]="t('text')">
        <a matButton="filled" routerLink="/campaigns">{{ t('back') }}</a>
      </app-notice>
    </ng-container>
  `,
})
export class NotFound {}
