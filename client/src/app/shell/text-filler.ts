import { Injectable } from '@angular/core';
import { DefaultTranspiler, type TranspileParams } from '@jsverse/transloco';

/**
 * Puts values into the places of a text, once. What is put in stands as it was written: transloco's own way looks for
 * places in it again, and a name, a message or a column with braces would lose them.
 */
@Injectable()
export class TextFiller extends DefaultTranspiler {
  override transpile(asked: TranspileParams): unknown {
    const { value, params, translation } = asked;
    if (typeof value !== 'string') return super.transpile(asked);
    const values: Readonly<Record<string, unknown>> = { ...translation, ...params };
    return value.replace(/\{\{\s*(.*?)\s*\}\}/g, (_place, name: string) => written(values[name]));
  }
}

/** A value that is missing leaves its place empty. */
function written(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
