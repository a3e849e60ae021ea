import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
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
import { OthersHere } from './others-here.ts';

/** What the toolbar asks for: the same commands as the keyboard, and some that have no key. */
export type ToolbarCommand = KeyCommand | 'lasso' | 'findings' | 'clashes';

type Tool = {
  readonly command: ToolbarCommand;
  readonly icon: string;
  readonly label: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly wrong?: boolean;
  readonly count?: number;
};

/**
 * The commands of the builder. What publishes, rehearses or lists versions stands inside
 * (`<app-flow-toolbar><button …></app-flow-toolbar>`).
 */
@Component({
  selector: 'app-flow-toolbar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatTooltip, OthersHere],
  host: { role: 'toolbar', '[attr.aria-label]': "words.t('toolbar.label')" },
  templateUrl: './flow-toolbar.html',
  styleUrl: './flow-toolbar.scss',
})
export class FlowToolbar {
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  readonly zoom = input.required<number>();
  readonly blocks = input.required<number>();
  readonly warns = input.required<number>();
  /** Clashes to decide and what was merged meanwhile; nothing is shown where there is none. */
  readonly clashes = input(0);
  readonly side = input.required<string | null>();
  readonly asked = output<ToolbarCommand>();

  protected readonly percent = computed(() => Math.round(this.zoom() * 100));
  /** The tools as they are drawn, in their groups. */
  protected readonly groups = computed<readonly (readonly Tool[])[]>(() => [
    ...(this.editor.mayEdit() ? [this.#editing()] : []),
    [this.#tool('zoomOut', mdiMinus), this.#tool('zoomIn', mdiPlus), this.#tool('fit', mdiFitToPageOutline)],
    [
      this.#tool('find', mdiMagnify, { pressed: this.side() === 'find' }),
      this.#tool('outline', mdiFormatListBulleted, { pressed: this.side() === 'outline' }),
      this.#findings(),
      ...this.#clashes(),
    ],
  ]);

  #editing(): readonly Tool[] {
    const flow = this.editor.onDevice();
    return [
      this.#tool('undo', mdiUndo, { disabled: flow?.canUndo !== true }),
      this.#tool('redo', mdiRedo, { disabled: flow?.canRedo !== true }),
      this.#tool('lasso', mdiSelectionDrag, { pressed: this.editor.tool().name === 'lasso' }),
      this.#tool('tidy', mdiSitemapOutline),
    ];
  }

  #findings(): Tool {
    const [blocks, warns] = [this.blocks(), this.warns()];
    const icon = blocks > 0 ? mdiAlertCircleOutline : warns > 0 ? mdiAlertOutline : mdiCheckCircleOutline;
    return {
      ...{ command: 'findings', icon, label: this.words.t('toolbar.findings', { blocks, warns }) },
      ...{ pressed: this.side() === 'findings', wrong: blocks > 0, count: blocks > 0 ? blocks : warns },
    };
  }

  #clashes(): readonly Tool[] {
    const [count, pressed] = [this.clashes(), this.side() === 'clashes'];
    if (count === 0 && !pressed) return [];
    const label = this.words.t('toolbar.clashes', { n: count });
    return [{ command: 'clashes', icon: mdiCallMerge, label, pressed, count }];
  }

  #tool(command: KeyCommand | 'lasso', icon: string, more: Partial<Tool> = {}): Tool {
    return { command, icon, label: this.words.t(`toolbar.${command}`), ...more };
  }
}
