import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { SyncOverview } from '#client/data/sync-overview';
import { ThisDevice } from '#client/data/this-device';

/** Asks before signing out, and says what is only on this device. */
@Component({
  selector: 'app-sign-out',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ t('signingOut.title') }}</h2>
      <mat-dialog-content>
        <p>
          {{ overview.waiting() > 0 ? t('signingOut.waiting', { count: overview.waiting() }) : t('signingOut.clean') }}
        </p>
        <p role="alert">{{ failed() ? t('signingOut.failed') : '' }}</p>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
        <button matButton="filled" type="button" (click)="leave()">{{ t('signOut') }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
})
export class SignOut {
  readonly #device = inject(ThisDevice);
  readonly #router = inject(Router);
  readonly #dialog = inject<MatDialogRef<SignOut>>(MatDialogRef);
  protected readonly overview = inject(SyncOverview);
  protected readonly failed = signal(false);

  protected async leave(): Promise<void> {
    const answer = await this.#device.signOut();
    this.failed.set(answer.outcome === 'unreachable');
    if (answer.outcome === 'unreachable') return;
    this.#dialog.close();
    await this.#router.navigateByUrl('/sign-in');
  }
}
