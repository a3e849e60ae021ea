import { computed, inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import { merge } from 'rxjs';

/** The language that texts are shown in: another object at every change of it, and whenever more of its texts have come. */
export function languageInUse(): Signal<{ readonly of: string }> {
  const transloco = inject(TranslocoService);
  const changes = toSignal(merge(transloco.langChanges$, transloco.events$), { equal: () => false });
  return computed(() => {
    changes();
    return { of: transloco.getActiveLang() };
  });
}
