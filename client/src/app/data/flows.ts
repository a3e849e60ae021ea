import { inject, Injectable } from '@angular/core';
import type { FlowDocument } from '#contracts/flow/document';
import { Answers, type Question } from './answers.ts';

/** Flows as the server has them drawn, for pages that read them and do not edit. */
@Injectable({ providedIn: 'root' })
export class Flows {
  readonly #answers = inject(Answers);

  /** As it is drawn now; null as an id: nothing is asked. */
  drawn(flowId: () => string | null): Question<{ readonly rev: number; readonly document: FlowDocument }> {
    return this.#answers.watch(() => {
      const id = flowId();
      return id === null ? null : `/api/flows/${id}`;
    });
  }
}
