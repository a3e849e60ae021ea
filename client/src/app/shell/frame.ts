import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { navItems } from './nav-items.ts';

/** The frame around every page. */
@Component({
  selector: 'app-frame',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, RouterLinkActive, RouterOutlet, TranslocoDirective],
  templateUrl: './frame.html',
})
export class Frame {
  protected readonly items = navItems;
}
