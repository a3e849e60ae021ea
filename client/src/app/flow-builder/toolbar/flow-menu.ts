import { ChangeDetectionStrategy, Component, type ElementRef, inject, model, output, viewChild } from '@angular/core';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { mdiDotsVertical } from '@mdi/js';
import { longestFlowFile } from '#contracts/flow/flow-file';
import { Icon } from '#client/ui/icon';
import type { Asked } from '#client/flow-builder/editing/asked';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';

/** What is needed less often. */
@Component({
  selector: 'app-flow-menu',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatMenu, MatMenuItem, MatMenuTrigger],
  template: `
    <button type="button" class="more" [attr.aria-label]="words.t('menu.label')" [matMenuTriggerFor]="menu">
      <app-icon [path]="icon" />
    </button>
    <input #file type="file" hidden accept=".json,application/json" (change)="read(file)" />
    <mat-menu #menu>
      @if (editor.mayEdit()) {
        <button mat-menu-item type="button" (click)="asked.emit('paste')">{{ words.t('menu.paste') }}</button>
        <button mat-menu-item type="button" (click)="asked.emit('selectAll')">{{ words.t('menu.selectAll') }}</button>
        <button mat-menu-item type="button" (click)="file.click()">{{ words.t('menu.import') }}</button>
      }
      <button mat-menu-item type="button" (click)="asked.emit('export')">{{ words.t('menu.export') }}</button>
      <button
        mat-menu-item
        type="button"
        role="menuitemcheckbox"
        [attr.aria-checked]="grid()"
        (click)="grid.set(!grid())"
      >
        {{ words.t(grid() ? 'menu.hideGrid' : 'menu.showGrid') }}
      </button>
      <button
        mat-menu-item
        type="button"
        role="menuitemcheckbox"
        [attr.aria-checked]="minimap()"
        (click)="minimap.set(!minimap())"
      >
        {{ words.t(minimap() ? 'menu.hideMinimap' : 'menu.showMinimap') }}
      </button>
    </mat-menu>
  `,
  styles: `
    .more {
      display: inline-grid;
      place-items: center;
      width: 44px;
      height: 44px;
      border: 0;
      border-radius: 22px;
      background: none;
      color: var(--mat-sys-on-surface-variant);
      cursor: pointer;
    }
    .more:hover {
      background: var(--mat-sys-surface-container-high);
    }
    .more:focus-visible {
      outline: 3px solid var(--mat-sys-primary);
    }
  `,
})
export class FlowMenu {
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icon = mdiDotsVertical;
  readonly grid = model.required<boolean>();
  readonly minimap = model.required<boolean>();
  readonly asked = output<Asked>();
  readonly imported = output<string>();
  private readonly file = viewChild.required<ElementRef<HTMLInputElement>>('file');

  protected async read(input: HTMLInputElement): Promise<void> {
    const chosen = input.files?.[0];
    this.file().nativeElement.value = '';
    if (!chosen) return;
    if (chosen.size > longestFlowFile) this.editor.say('notImported.too-large', {}, { urgent: true });
    else this.imported.emit(await chosen.text());
  }
}
