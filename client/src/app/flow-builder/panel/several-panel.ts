import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { mdiClose, mdiContentCopy, mdiContentDuplicate, mdiCursorMove, mdiTrashCanOutline } from '@mdi/js';
import { Icon } from '#client/ui/icon';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';

/** What can be done to several steps, or to a connection. */
@Component({
  selector: 'app-several-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <header>
      <div>
        <h2>{{ heading() }}</h2>
        <p>{{ words.t(connection() ? 'panel.connectionAbout' : 'panel.severalAbout') }}</p>
      </div>
      <button type="button" [attr.aria-label]="words.t('panel.close')" (click)="closed.emit()">
        <app-icon [path]="icons.close" />
      </button>
    </header>
    @if (editor.mayEdit()) {
      <div class="column actions">
        @if (!connection()) {
          <button type="button" (click)="asked.emit('move')">
            <app-icon [path]="icons.move" />{{ words.t('panel.move') }}
          </button>
          <button type="button" (click)="asked.emit('copy')">
            <app-icon [path]="icons.copy" />{{ words.t('panel.copy') }}
          </button>
          <button type="button" (click)="asked.emit('duplicate')">
            <app-icon [path]="icons.duplicate" />{{ words.t('panel.duplicate') }}
          </button>
        }
        <button type="button" class="danger" (click)="asked.emit('remove')">
          <app-icon [path]="icons.remove" />{{ words.t('panel.remove') }}
        </button>
      </div>
    }
  `,
})
export class SeveralPanel {
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = {
    ...{ close: mdiClose, move: mdiCursorMove, copy: mdiContentCopy },
    ...{ duplicate: mdiContentDuplicate, remove: mdiTrashCanOutline },
  };
  readonly closed = output();
  readonly asked = output<'move' | 'copy' | 'duplicate' | 'remove'>();

  protected readonly connection = computed(() =>
    this.editor.flow().connections.get(this.editor.selection().connection ?? ''),
  );
  protected readonly heading = computed(() => {
    const connection = this.connection();
    if (!connection) return this.words.t('panel.several', { n: this.editor.selection().steps.size });
    const { from, to } = connection;
    return this.words.t('panel.connection', { from: this.editor.nameOf(from), to: this.editor.nameOf(to) });
  });
}
