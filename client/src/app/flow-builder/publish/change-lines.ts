import type { FlowChange } from '#contracts/flow/diff';
import type { Connection, Json } from '#contracts/flow/document';
import type { StepWords } from '#client/flow-builder/step-words';
import { written } from '#client/words/written-value';

/** A difference in words: what it is about, what became of it, and who did it. */
export type ChangeLine = {
  readonly step: string | null;
  readonly name: string;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly by: string | null;
};

/** How steps, the ways out that a person named, and people are called. */
type Naming = {
  readonly words: Pick<StepWords, 'duration' | 'field' | 'kind' | 'part' | 'port' | 't'>;
  readonly nameOf: (step: string) => string;
  readonly labelOf: (step: string, port: string) => string | null;
  /** Channels, templates and agents by their ids. */
  readonly called: ReadonlyMap<string, string>;
  readonly who: (actor: string) => string;
};

const nowhere: Connection = { from: '', port: '', to: '' };

/** Moves are summed up in one line: where a step stands changes nothing for anybody. */
export function changeLines(
  changes: readonly FlowChange[],
  { words, nameOf, labelOf, called, who }: Naming,
): readonly ChangeLine[] {
  const moved = changes.filter(({ kind }) => kind === 'stepMoved').length;
  const lines = changes.flatMap((change): ChangeLine[] => {
    const { kind, step, type, field, connection, by } = change;
    const name = step === null ? words.t('findings.whole') : nameFor(step, type);
    const line = { step, name, before: null, after: null, by: by === null ? null : who(by) };
    switch (kind) {
      case 'stepMoved':
        return [];
      case 'stepAdded':
      case 'stepRemoved':
        return [{ ...line, what: words.t(`publish.${kind}`) }];
      case 'connected':
      case 'disconnected':
        return [{ ...line, what: words.t(`publish.${kind}`, way(connection ?? nowhere)) }];
      case 'fieldSet':
      case 'metaSet': {
        const label = words.field(type ?? '', field ?? '');
        return [
          {
            ...line,
            what: words.t('publish.fieldSet', { field: label }),
            before: said(field ?? '', change.before),
            after: said(field ?? '', change.after),
          },
        ];
      }
    }
  });
  if (moved === 0) return lines;
  const what = words.t('publish.moved', { n: moved });
  return [...lines, { step: null, name: words.t('findings.whole'), what, before: null, after: null, by: null }];

  function way({ from, port, to }: Connection): { port: string; to: string } {
    return { port: words.port({ name: port, label: labelOf(from, port) }), to: nameOf(to) };
  }

  function said(field: string, value: Json | null): string | null {
    if (value === null) return null;
    if (typeof value === 'number' && /seconds$/i.test(field)) return words.duration(value);
    return written(value, called, (part) => words.part(part));
  }

  function nameFor(step: string, type: string | null): string {
    const known = nameOf(step);
    return known === words.t('steps.gone') && type !== null ? words.kind(type) : known;
  }
}
