import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** A picture beside words; it says nothing by itself. `<app-icon [path]="mdiPlus" />` */
@Component({
  selector: 'app-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 24 24" focusable="false"><path [attr.d]="path()" fill="currentColor" /></svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: 1.5rem;
      height: 1.5rem;
    }
    svg {
      width: 100%;
      height: 100%;
    }
  `,
})
export class Icon {
  readonly path = input.required<string>();
}
