import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiFileUploadOutline } from '@mdi/js';
import { DataSets } from '#client/data/data-sets';
import type { Upload } from '#client/data/upload-file';
import { Icon } from '#client/ui/icon';
import { Reader } from '#client/ui/reader';
import { Refusals, type Said } from '#client/words/refusals';

/** A place to drop a CSV file or choose one; says how far it has gone, and takes it back. */
@Component({
  selector: 'app-upload-zone',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButton, TranslocoDirective],
  templateUrl: './upload-zone.html',
  styleUrl: './upload-zone.scss',
})
export class UploadZone {
  readonly campaignId = input.required<string>();

  readonly #dataSets = inject(DataSets);
  readonly #router = inject(Router);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly icons = { upload: mdiFileUploadOutline };
  protected readonly over = signal(false);
  protected readonly wrong = signal<Said | string>('');
  /** The file that is on its way. */
  protected readonly sending = signal<{ readonly file: File; readonly sent: number } | null>(null);
  protected readonly percent = computed(() => {
    const now = this.sending();
    return now === null ? 0 : Math.min(100, Math.floor((100 * now.sent) / Math.max(1, now.file.size)));
  });
  #upload: Upload<unknown> | null = null;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.cancel());
  }

  protected dropped(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    const file = event.dataTransfer?.files[0];
    if (file) void this.#send(file);
  }

  protected chosen(field: HTMLInputElement): void {
    const file = field.files?.[0];
    if (file) void this.#send(file);
    // The same file may be chosen again, after it was put right.
    field.value = '';
  }

  protected cancel(): void {
    this.#upload?.cancel();
  }

  async #send(file: File): Promise<void> {
    if (this.sending()) return;
    this.wrong.set('');
    this.sending.set({ file, sent: 0 });
    const name =
      file.name
        .replace(/\.\w{1,5}$/, '')
        .trim()
        .slice(0, 120) || file.name;
    const upload = this.#dataSets.upload(this.campaignId(), file, name, (sent) => this.sending.set({ file, sent }));
    this.#upload = upload;
    const answer = await upload.answer;
    this.#upload = null;
    this.sending.set(null);
    if (answer.outcome === 'ok')
      await this.#router.navigate(['/campaigns', this.campaignId(), 'datasets', answer.body.dataSetId, 'preview']);
    else if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else if (answer.outcome === 'unreachable') this.wrong.set(this.#transloco.translate('datasets.needsNetwork'));
  }
}
