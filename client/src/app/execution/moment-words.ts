import { inject, Injectable } from '@angular/core';
import { writtenNumber } from '#contracts/contact/written-number';
import type { FlowDocument } from '#contracts/flow/document';
import { portsOfStep } from '#contracts/flow/step-ports';
import type { RowLife } from '#client/data/executions';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { TranslocoService } from '@jsverse/transloco';

export type Moment = RowLife['moments'][number];

/** One thing that happened to a row, in words. */
export type Told = {
  readonly title: string;
  /** Said or written: shown as it is. */
  readonly quotes: readonly { readonly by: 'us' | 'them'; readonly text: string }[];
  readonly facts: readonly string[];
  readonly tone: 'decision' | 'trouble' | 'end' | 'plain';
  /** Where a recording can be fetched. */
  readonly link: string | null;
};

type Path = readonly { readonly step: string; readonly port: string }[];

/** Puts what the log holds of a row into sentences. */
@Injectable({ providedIn: 'root' })
export class MomentWords {
  readonly #transloco = inject(TranslocoService);
  readonly #words = inject(Words);
  readonly #reader = inject(Reader);

  /** `flow` is the version the row walks; null: it is not known here, and steps have no names. */
  tell({ type, data }: Moment, flow: FlowDocument | null): Told {
    const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
    const names = this.#words.stepNames(Object.values(flow?.steps ?? {}));
    const step = (id: string): string => names.get(id) ?? this.#words.t('unknownStep');
    const plain = { quotes: [], facts: [], tone: 'plain', link: null } as const;
    const t = (key: string, values: Record<string, string | number> = {}): string =>
      this.#transloco.translate(`execution.moments.${key}`, values);
    switch (type) {
      case 'RowStarted':
        return {
          ...plain,
          title: t(type, { row: this.#row(data) }),
          facts: data.phone === null ? [t('forgotten')] : this.#values(data.phone, data.values),
        };
      case 'ContactDecided':
        return {
          ...plain,
          tone: 'decision',
          title: t(type, { verdict: this.#words.t(`verdict.${text('verdict')}`), step: step(text('step')) }),
          facts: [this.#words.reason(text('reason')), ...this.#until(data.until)],
        };
      case 'AttemptIntended':
        return { ...plain, title: t(text('message')), quotes: quoted('us', text('text')) };
      case 'CallIntended':
        return { ...plain, title: t(text('direction')), quotes: quoted('us', inside(data.conversation, 'greeting')) };
      case 'TransferIntended':
        return { ...plain, title: t(type), quotes: quoted('us', text('line')) };
      case 'AttemptFailed':
        return {
          ...plain,
          tone: 'trouble',
          title: t(type),
          facts: [this.#words.reason(`${text('why')} ${text('code')}`)],
        };
      case 'AttemptInDoubt':
        return { ...plain, tone: 'trouble', title: t(type), facts: [t('inDoubtBecause')] };
      case 'CallbackRecorded':
      case 'CallStatusRecorded':
        return {
          ...plain,
          title: t('status', { status: t(`statuses.${text('status')}`) }),
          facts: text('errorCode') === '' ? [] : [t('errorCode', { code: text('errorCode') })],
        };
      case 'DialogueRecorded':
        return { ...plain, title: t(type, { n: Number(data.seconds) }), quotes: transcript(data.transcript) };
      case 'CallRecorded':
        return {
          ...plain,
          title: t(type, { n: Number(data.seconds) }),
          link: /^https?:/.test(text('url')) ? text('url') : null,
        };
      case 'CallConcluded':
      case 'TransferRecorded':
      case 'TransferConcluded':
        return { ...plain, title: t(type), facts: [this.#words.reason(text('result'))] };
      case 'ReplyReceived':
        return { ...plain, title: t(type), quotes: quoted('them', text('text') || text('button')) };
      case 'RowMoved':
        return {
          ...plain,
          title: this.#moved(data.path as Path, step, flow, text('to')),
          facts: this.#until(data.until),
        };
      case 'RowEnded':
        return {
          ...plain,
          tone: 'end',
          title: t(type, { outcome: this.#words.outcome(text('outcome')) }),
          facts: [text('label'), this.#words.reason(text('reason'))].filter(Boolean),
        };
      default:
        return { ...plain, title: known.has(type) ? t(type) : t('other', { type }) };
    }
  }

  #moved(path: Path, step: (id: string) => string, flow: FlowDocument | null, to: string): string {
    const t = (key: string, values: Record<string, string>): string =>
      this.#transloco.translate(`execution.moments.${key}`, values);
    if (path.length === 0) return t('waits', { step: step(to) });
    const ways = path.map(({ step: id, port }) => {
      const at = flow?.steps[id];
      const label = at ? portsOfStep(at).find(({ name }) => name === port)?.label : null;
      return `${step(id)} (${label ?? this.#words.port(port)})`;
    });
    return t('RowMoved', { ways: ways.join(' → '), to: step(to) });
  }

  #row({ n, line }: Moment['data']): string {
    return this.#words.row({ n: Number(n), file_row: typeof line === 'number' ? line : null });
  }

  #until(until: unknown): readonly string[] {
    if (typeof until !== 'string') return [];
    return [this.#transloco.translate('execution.moments.until', { when: this.#reader.moment(until) })];
  }

  #values(phone: unknown, values: unknown): readonly string[] {
    const all = typeof values === 'object' && values !== null ? Object.entries(values) : [];
    const shown = typeof values === 'string' ? [values] : all.map(([name, value]) => `${name}: ${String(value)}`);
    return [...(typeof phone === 'string' ? [writtenNumber(phone)] : []), ...shown];
  }
}

/** Happenings that need no more than their name. */
const known: ReadonlySet<string> = new Set(['AttemptAccepted', 'AttemptAbsent', 'CallReleased']);

function quoted(by: 'us' | 'them', text: string): Told['quotes'] {
  return text === '' ? [] : [{ by, text }];
}

function inside(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  const held = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : null;
  return typeof held === 'string' ? held : '';
}

function transcript(said: unknown): Told['quotes'] {
  if (typeof said === 'string') return quoted('them', said);
  const list: readonly unknown[] = Array.isArray(said) ? said : [];
  return list.flatMap((each) => quoted(inside(each, 'by') === 'ai' ? 'us' : 'them', inside(each, 'text')));
}
