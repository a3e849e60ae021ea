import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiArrowLeft, mdiClose, mdiKeyboardOutline, mdiMenu, mdiTestTube } from '@mdi/js';
import { FreshCopies } from '#client/data/fresh-copies';
import { Installation } from '#client/data/installation';
import { Session } from '#client/data/session';
import { SyncOverview } from '#client/data/sync-overview';
import { Dialogs } from '#client/ui/dialogs';
import { Icon } from '#client/ui/icon';
import { Shortcuts } from '#client/ui/shortcuts';
import { Theme } from '#client/ui/theme';
import { AccountMenu } from './account-menu.ts';
import { InstallOffer } from './install-offer.ts';
import { navItems } from './nav-items.ts';
import { NewVersion } from './new-version.ts';
import { SyncStatus } from './sync-status.ts';

/** The frame around every page: the way around, where one's changes are, and who one is. */
@Component({
  selector: 'app-frame',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ...[AccountMenu, Icon, MatIconButton, RouterLink, RouterLinkActive, RouterOutlet],
    ...[InstallOffer, NewVersion, SyncStatus, TranslocoDirective],
  ],
  host: { '(document:keydown)': 'shortcuts.press($event)' },
  templateUrl: './frame.html',
  styleUrl: './frame.scss',
})
export class Frame {
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #dialogs = inject(Dialogs);
  readonly #transloco = inject(TranslocoService);
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly overview = inject(SyncOverview);
  protected readonly sandboxOnly = inject(Installation).sandboxOnly;
  protected readonly icons = {
    up: mdiArrowLeft,
    menu: mdiMenu,
    close: mdiClose,
    sandbox: mdiTestTube,
    keys: mdiKeyboardOutline,
  };

  /** Browsers keep nothing for pages that came over plain HTTP from another machine. */
  protected readonly insecure = !isSecureContext;
  protected readonly items = computed(() => navItems.filter(({ needs }) => this.#session.may(needs)));
  /** The drawer of small screens. */
  protected readonly open = signal(false);
  protected readonly content = viewChild.required<ElementRef<HTMLElement>>('content');

  /** Where a page that fills the whole room leads back to: the address it stands under. */
  protected readonly up = signal<string | null>(null);

  constructor() {
    inject(Theme);
    inject(FreshCopies);
    // The connection was told that the sign-in has ended, or is another person's by now: the server says which.
    effect(() => {
      if (this.overview.state().is === 'needs-auth') untracked(() => void this.#session.ask());
    });
    this.shortcuts.add([
      { keys: '?', label: () => this.#transloco.translate('keys.show'), run: () => void this.showKeys() },
      {
        keys: 'g',
        label: () => this.#transloco.translate('keys.campaigns'),
        run: () => void this.#router.navigateByUrl('/campaigns'),
      },
    ]);
  }

  protected async showKeys(): Promise<void> {
    const overlay = () => import('./shortcut-overlay.ts').then(({ ShortcutOverlay }) => ShortcutOverlay);
    await this.#dialogs.ask(overlay, { autoFocus: 'first-heading', maxWidth: '36rem' });
  }

  /** A new page begins at its top, also for those who hear it. */
  protected arrived(outlet: RouterOutlet): void {
    const [path = '/'] = this.#router.url.split(/[?#]/);
    this.up.set(
      outlet.activatedRoute.snapshot.data.fillsThePage === true ? path.slice(0, path.lastIndexOf('/')) : null,
    );
    if (this.open() || document.activeElement !== document.body) this.content().nativeElement.focus();
    this.open.set(false);
  }

  protected skip(event: Event): void {
    event.preventDefault();
    this.content().nativeElement.focus();
  }
}
