import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { mdiAlertCircleOutline, mdiAlertOutline, mdiCheckCircleOutline, mdiClose } from '@mdi/js';
import { Icon } from '#client/ui/icon';
import { StepWords } from '#client/flow-builder/step-words';
import type { ShownFinding } from './shown-findings.ts';

/** What is to be put right before the flow can be published, and what may stand. Each line leads to its place. */
@Component({
  selector: 'app-finding-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <header>
      <div>
        <h2>{{ words.t('findings.title') }}</h2>
        <p>{{ words.t('findings.counts', { blocks: blocks(), warns: findings().length - blocks() }) }}</p>
      </div>
      <button type="button" [attr.aria-label]="words.t('panel.close')" (click)="closed.emit()">
        <app-icon [path]="icons.close" />
      </button>
    </header>
    <ul class="lines">
      @for (finding of findings(); track $index) {
        <li>
          <button type="button" class="line" [attr.data-severity]="finding.severity" (click)="chosen.emit(finding)">
            <app-icon [path]="finding.severity === 'blocks' ? icons.blocks : icons.warns" />
            <span>
              <strong>{{ finding.name ?? words.t('findings.whole') }}</strong>{{ ' ' }}
              <small>{{ words.t('findings.' + finding.severity) }}</small>
              {{ finding.text }}
            </span>
          </button>
        </li>
      } @empty {
        <li class="fine"><app-icon [path]="icons.fine" />{{ words.t('findings.none') }}</li>
      }
    </ul>
  `,
})
export class FindingList {
  protected readonly words = inject(StepWords);
  protected readonly icons = {
    ...{ close: mdiClose, blocks: mdiAlertCircleOutline, warns: mdiAlertOutline, fine: mdiCheckCircleOutline },
  };
  readonly findings = input.required<readonly ShownFinding[]>();
  readonly chosen = output<ShownFinding>();
  readonly closed = output();
  protected readonly blocks = computed(() => this.findings().filter(({ severity }) => severity === 'blocks').length);
}
