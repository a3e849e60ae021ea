import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Shortcuts } from '#client/ui/shortcuts';

/** Every key that does something on the page that is open. */
@Component({
  selector: 'app-shortcut-overlay',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    MatButton,
    MatCheckbox,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    TranslocoDirective,
  ],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ t('keys.title') }}</h2>
      <mat-dialog-content>
        <dl>
          @for (shortcut of shortcuts.all(); track shortcut) {
            <div>
              <dt>
                @for (key of shortcut.keys.split('+'); track key) {
                  <kbd>{{ key }}</kbd>
                }
              </dt>
              <dd>{{ shortcut.label() }}</dd>
            </div>
          }
        </dl>
        <mat-checkbox [checked]="shortcuts.singleKeys()" (change)="shortcuts.allowSingleKeys($event.checked)">
          {{ t('keys.singleKeys') }}
        </mat-checkbox>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
  styles: `
    dl > div {
      display: flex;
      align-items: baseline;
      gap: 1rem;
      padding-block: 0.375rem;
    }
    dt {
      min-width: 7rem;
    }
    dd {
      margin: 0;
    }
    kbd {
      display: inline-block;
      min-width: 1.5rem;
      padding: 0.125rem 0.5rem;
      margin-inline-end: 0.25rem;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 0.375rem;
      text-align: center;
      font: var(--mat-sys-label-large);
    }
  `,
})
export class ShortcutOverlay {
  protected readonly shortcuts = inject(Shortcuts);
}
