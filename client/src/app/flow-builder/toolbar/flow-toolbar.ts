import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import {
  mdiAlertCircleOutline,
  mdiAlertOutline,
  mdiCallMerge,
  mdiCheckCircleOutline,
  mdiFitToPageOutline,
  mdiFormatListBulleted,
  mdiMagnify,
  mdiMinus,
  mdiPlus,
  mdiRedo,
  mdiSelectionDrag,
  mdiSitemapOutline,
  mdiUndo,
} from '@mdi/js';
import { MatTooltip } from '@angular/material/tooltip';
import { Icon } from '#client/ui/icon';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import type { KeyCommand } from '#client/flow-builder/editing/keys';

/** What the toolbar asks for: the same commands as the keyboard, and some that have no key. */
export type ToolbarCommand = KeyCommand | 'lasso' | 'findings' | 'clashes';

/**
 * The commands of the builder. What publishes, rehearses or lists versions stands inside
 * (`<app-flow-toolbar><button …></app-flow-toolbar>`).
 */
@Component({
  selector: 'app-flow-toolbar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatTooltip],
  host: { role: 'toolbar', '[attr.aria-label]': "words.t('toolbar.label')" },
  templateUrl: './flow-toolbar.html',
  styleUrl: './flow-toolbar.scss',
})
export class FlowToolbar {
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = {
    ...{ undo: mdiUndo, redo: mdiRedo, lasso: mdiSelectionDrag, find: mdiMagnify, tidy: mdiSitemapOutline },
    ...{ fit: mdiFitToPageOutline, less: mdiMinus, more: mdiPlus, outline: mdiFormatListBulleted },
    ...{ wrong: mdiAlertCircleOutline, look: mdiAlertOutline, fine: mdiCheckCircleOutline, clash: mdiCallMerge },
  };
  readonly zoom = input.required<number>();
  readonly blocks = input.required<number>();
  readonly warns = input.required<number>();
  /** Clashes to decide and what was merged meanwhile; nothing is shown where there is none. */
  readonly clashes = input(0);
  readonly side = input.required<string | null>();
  readonly asked = output<ToolbarCommand>();

  protected percent(): number {
    return Math.round(this.zoom() * 100);
  }
}
