import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Execution } from '#client/data/executions';
import { Reader } from '#client/ui/reader';
import { ShareBar, type Share } from '#client/ui/share-bar';
import { Words } from '#client/words/words';

const counts = ['contacted', 'delivered', 'read', 'replied', 'calls', 'answered', 'transferred'] as const;
const moments = ['waiting', 'deferred', 'retries', 'in_doubt'] as const;

/** How far a run is: every row in one of its states, and what came of those that were contacted. */
@Component({
  selector: 'app-run-counts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, ShareBar, TranslocoDirective],
  templateUrl: './run-counts.html',
  styleUrl: './run-counts.scss',
})
export class RunCounts {
  readonly run = input.required<Execution>();
  protected readonly reader = inject(Reader);
  protected readonly words = inject(Words);

  /** Every row is in one of these; together they are the run. */
  protected readonly shares = computed((): readonly Share[] => {
    const { rows, started, completed, failed, suppressed, opted_out: optedOut, stopped } = this.run();
    const open = Math.max(0, started - completed - failed - suppressed - optedOut - stopped);
    return [
      { key: 'completed', count: completed, tone: 'good' },
      { key: 'open', count: open, tone: 'busy' },
      { key: 'failed', count: failed, tone: 'bad' },
      { key: 'suppressed', count: suppressed, tone: 'warn' },
      { key: 'optedOut', count: optedOut, tone: 'soft' },
      { key: 'stopped', count: stopped, tone: 'quiet' },
      { key: 'queued', count: Math.max(0, rows - started), tone: 'none' },
    ];
  });
  protected readonly ended = computed(() => {
    const { rows, completed, failed, suppressed, opted_out: optedOut, stopped } = this.run();
    const done = completed + failed + suppressed + optedOut + stopped;
    return { done: this.reader.number(done), rows: this.reader.number(rows) };
  });
  /** Counts that are nothing say nothing, but for the first ones. */
  protected readonly counts = computed(() =>
    [...counts, ...moments].filter((name, i) => i < 4 || this.run()[name] > 0),
  );
}
