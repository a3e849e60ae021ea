import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';

/** What is asked: the texts of a question, and the numbers in it. */
export type Asked = {
  readonly what: 'stop' | 'retry';
  readonly values: Readonly<Record<string, string>>;
};

/** Asks before something is done that cannot be taken back. Closes with `true` for yes. */
@Component({
  selector: 'app-run-question',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'execution.questions.' + asked.what">
      <h2 mat-dialog-title>{{ t('title', asked.values) }}</h2>
      <mat-dialog-content>{{ t('text', asked.values) }}</mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false">{{ t('no') }}</button>
        <button matButton="filled" type="button" [mat-dialog-close]="true">{{ t('yes', asked.values) }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
})
export class RunQuestion {
  protected readonly asked = inject<Asked>(MAT_DIALOG_DATA);
}
