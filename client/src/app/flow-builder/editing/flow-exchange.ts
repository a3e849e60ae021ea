import { inject, Injectable } from '@angular/core';
import { readFlowFile, writeFlowFile } from '#contracts/flow/flow-file';
import { editsTo } from '#contracts/flow/local-edits';
import type { Point } from '#client/flow-builder/canvas/step-box';
import { FlowEditor } from './flow-editor.ts';

/** What was copied last in this tab, where a page may not read the clipboard. */
let lastCopied = '';

/** Steps and flows that leave the builder and come into it: by the clipboard, and as files. */
@Injectable()
export class FlowExchange {
  readonly #editor = inject(FlowEditor);

  async copy(cuts: boolean): Promise<void> {
    const text = this.#editor.copiedText();
    if (text === null) {
      this.#editor.say('nothingSelected');
      return;
    }
    lastCopied = text;
    // Without HTTPS a page may not write to the clipboard; within the app copying works all the same.
    await (navigator.clipboard as Clipboard | undefined)?.writeText(text).catch(() => undefined);
    this.#editor.say('copied', { n: this.#editor.selection().steps.size });
    if (cuts) await this.#editor.remove();
  }

  /** Adds what is on the clipboard: steps of this flow or another, or the text of a flow's file. */
  async paste(corner: Point): Promise<void> {
    const clipboard = navigator.clipboard as Partial<Clipboard> | undefined;
    const text = (await clipboard?.readText?.().catch(() => null)) ?? lastCopied;
    const read = readFlowFile(text);
    const part = read.ok ? read : readFlowFile(lastCopied);
    if (part.ok) await this.#editor.insert(part.file.document, corner);
    else this.#editor.say('nothingToPaste');
  }

  exportFile(): void {
    const name = this.#editor.name();
    const text = writeFlowFile({ name, document: this.#editor.document() });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = `${fileNameOf(name)}.flow.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.#editor.say('exported');
  }

  /** Puts the flow of a file in the place of this one: the difference, as edits that can be undone. */
  async importFile(text: string): Promise<boolean> {
    const read = readFlowFile(text);
    if (!read.ok) {
      const params = { found: '', wanted: '', ...read.refusal };
      this.#editor.say(`notImported.${read.refusal.why}`, params, { urgent: true });
      return false;
    }
    const imported = await this.#editor.write((flow) => editsTo(flow, read.file.document));
    if (imported) this.#editor.say('imported', { n: Object.keys(read.file.document.steps).length }, { undo: true });
    return imported;
  }
}

/** A name that every system takes for a file. */
function fileNameOf(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N} _-]+/gu, '').trim();
  return plain === '' ? 'flow' : plain;
}
