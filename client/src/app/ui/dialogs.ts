import { inject, Injectable, Injector, type Type } from '@angular/core';
import type { MatDialogConfig } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

/** Opens dialogs; what they are made of comes with the first of them, so that no page waits for it. */
@Injectable({ providedIn: 'root' })
export class Dialogs {
  readonly #injector = inject(Injector);

  /** What a person answered; undefined: it was closed without an answer. */
  async ask<Result>(load: () => Promise<Type<unknown>>, config: MatDialogConfig = {}): Promise<Result | undefined> {
    const [{ MatDialog }, dialog] = await Promise.all([import('@angular/material/dialog'), load()]);
    return firstValueFrom(this.#injector.get(MatDialog).open<unknown, unknown, Result>(dialog, config).afterClosed());
  }
}
