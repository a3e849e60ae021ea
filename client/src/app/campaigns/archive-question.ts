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

/** Asks before a campaign is put away. Closes with `true` for yes. */
@Component({
  selector: 'app-archive-question',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'campaigns.archiving'">
      <h2 mat-dialog-title>{{ t('title', { name }) }}</h2>
      <mat-dialog-content>{{ t('text') }}</mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false">{{ t('no') }}</button>
        <button matButton="filled" type="button" [mat-dialog-close]="true">{{ t('yes') }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
})
export class ArchiveQuestion {
  protected readonly name = inject<string>(MAT_DIALOG_DATA);
}
