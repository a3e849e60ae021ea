import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDivider } from '@angular/material/divider';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAccountCircleOutline, mdiCheck, mdiLogin, mdiLogout, mdiTabletDashboard } from '@mdi/js';
import { Session } from '#client/data/session';
import { Dialogs } from '#client/ui/dialogs';
import { Icon } from '#client/ui/icon';
import { languages, Reader } from '#client/ui/reader';
import { Theme, themes } from '#client/ui/theme';

/** Who one is, how things look, and the way out. */
@Component({
  selector: 'app-account-menu',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatDivider, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink, TranslocoDirective],
  templateUrl: './account-menu.html',
  styles: `
    .who,
    .group {
      padding: 0.5rem 1rem;
      font: var(--mat-sys-label-large);
      color: var(--mat-sys-on-surface-variant);
    }
    strong {
      display: block;
      color: var(--mat-sys-on-surface);
      overflow-wrap: anywhere;
    }
    [mat-menu-item] app-icon {
      margin-inline-end: 0.75rem;
      vertical-align: middle;
    }
  `,
})
export class AccountMenu {
  readonly #dialogs = inject(Dialogs);
  protected readonly session = inject(Session);
  protected readonly reader = inject(Reader);
  protected readonly theme = inject(Theme);
  protected readonly languages = languages;
  protected readonly themes = themes;
  protected readonly icons = {
    ...{ account: mdiAccountCircleOutline, check: mdiCheck, device: mdiTabletDashboard },
    ...{ signIn: mdiLogin, signOut: mdiLogout },
  };

  protected async signOut(): Promise<void> {
    await this.#dialogs.ask(() => import('./sign-out.ts').then(({ SignOut }) => SignOut), { maxWidth: '32rem' });
  }
}
