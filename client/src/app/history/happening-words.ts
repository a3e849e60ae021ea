import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { Happening } from '#client/data/history';
import { Reader } from '#client/ui/reader';
import { Refusals } from '#client/words/refusals';
import { Words } from '#client/words/words';
import { detailLines, type DetailLine } from './detail-lines.ts';

/** What is named by nothing but its id says nothing to a reader. */
const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(_[\d.]+)?$/;

/** Fields that hold a word of the product. */
const words: ReadonlySet<string> = new Set([
  ...['status', 'how', 'kind', 'item', 'ok', 'wentOut', 'quietDays', 'pacing', 'k', 'choice', 'why', 'code'],
]);

/** What is called how, for those things that a happening names by their id. */
export type Names = {
  readonly steps: ReadonlyMap<string, string>;
  /** What each step does, by its type in the contract. */
  readonly stepTypes: ReadonlyMap<string, string>;
  /** Ways out of steps, by `step/port`. */
  readonly ports: ReadonlyMap<string, string>;
  readonly channels: ReadonlyMap<string, string>;
  readonly dataSets: ReadonlyMap<string, string>;
};

/** Puts what happened to a campaign into sentences. */
@Injectable({ providedIn: 'root' })
export class HappeningWords {
  readonly #transloco = inject(TranslocoService);
  readonly #words = inject(Words);
  readonly #refusals = inject(Refusals);
  readonly #reader = inject(Reader);

  tell({ type, data, id }: Happening, names: Names): string {
    const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
    const number = (name: string): string => this.#reader.number(Number(data[name] ?? 0));
    const t = (key: string, values: Readonly<Record<string, string>> = {}): string =>
      this.#transloco.translate(`history.events.${key}`, values);
    const channel = names.channels.get(text('channelId')) ?? t('someChannel');
    const set = names.dataSets.get(id) ?? text('name');
    switch (type) {
      case 'CampaignCreated':
      case 'CampaignDescribed':
      case 'FlowCreated':
        return t(type, { name: text('name') });
      case 'ChannelAssigned':
      case 'ChannelUnassigned':
        return t(type, { channel });
      case 'CampaignExecutionStarted':
      case 'ExecutionStarted':
        return t(data.retryOf === null ? type : `${type}Again`, {
          rows: number('rows'),
          version: number('flowVersion'),
        });
      case 'BatchAdmitted':
        return t(type, { rows: number('rows'), batch: this.#reader.number(Number(data.batch) + 1) });
      case 'ExecutionPauseAsked':
      case 'ExecutionPaused':
        return t(type, { cause: this.#words.t(`pauseCause.${text('cause')}`) });
      case 'ExecutionStopped':
        return t(type, { ended: number('ended'), queued: number('leftQueued') });
      case 'ExecutionCompleted':
        return t(type, { ended: number('ended') });
      case 'DataSetUploaded':
        return t(type, { name: text('name'), file: text('fileName') });
      case 'DataSetReady':
        return t(type, {
          ...{ name: set, rows: number('rows'), accepted: number('accepted'), rejected: number('rejected') },
          duplicates: number('duplicates'),
        });
      case 'DataSetFailed':
        return t(type, {
          name: set,
          sentence: this.#refusals.say({ code: text('code'), detail: text('sentence'), details: data }),
        });
      case 'FlowPublished':
        return t(type, { version: number('version') });
      case 'FlowEditApplied':
      case 'FlowEditIgnored':
      case 'FlowEditConflicted':
      case 'FlowEditRejected':
        return t(type, { edit: this.#edit(data.op, names) });
      default:
        return this.#has(type) ? t(type) : t('other', { type });
    }
  }

  /** The facts of a happening, by the names of their fields. */
  details(happening: Happening, names: Names): readonly DetailLine[] {
    const named = new Map([...names.steps, ...names.channels, ...names.dataSets]);
    return detailLines(happening, {
      label: (field) => this.#labelOf(field),
      number: (value, field) => (field === 'at' ? this.#reader.moment(value) : this.#reader.number(value)),
      value: (value, field) => named.get(value) ?? this.#valueOf(value, field),
    }).filter(({ value }) => !isId.test(value));
  }

  #labelOf(field: string): string {
    if (this.#has(field, 'labels')) return this.#transloco.translate(`history.labels.${field}`);
    return this.#words.has(`field.${field}`) ? this.#words.field('', field) : field;
  }

  #valueOf(value: string, field: string): string {
    if (field === 'type') return this.#words.step(value);
    if (field === 'field') return this.#words.field('', value);
    if (field === 'port') return this.#words.port(value);
    if (field === 'cause' && this.#words.has(`pauseCause.${value}`)) return this.#words.t(`pauseCause.${value}`);
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return this.#reader.moment(value);
    // What people write themselves is left as it is, also where it is a word of the product.
    return words.has(field) && this.#has(value, 'values')
      ? this.#transloco.translate(`history.values.${value}`)
      : value;
  }

  /** What an edit does, by its kind and its step. */
  #edit(op: unknown, { steps, stepTypes, ports }: Names): string {
    const held = (typeof op === 'object' && op !== null ? op : {}) as Readonly<Record<string, unknown>>;
    const text = (name: string): string => (typeof held[name] === 'string' ? held[name] : '');
    const step = (id: string): string => steps.get(id) ?? this.#transloco.translate('history.edits.gone');
    const kind = text('k');
    const id = text('id');
    const { from, port, to } =
      kind === 'disconnect' ? wayOf(id) : { from: text('from'), port: text('port'), to: text('to') };
    const values = {
      type: this.#words.step(text('type')),
      step: step(from || id),
      port: ports.get(`${from}/${port}`) ?? this.#words.port(port),
      to: step(to),
      field:
        kind === 'setMeta' ? this.#labelOf(text('field')) : this.#words.field(stepTypes.get(id) ?? '', text('field')),
    };
    const key = this.#has(kind, 'edits') ? kind : 'unknown';
    return this.#transloco.translate(`history.edits.${key}`, values);
  }

  #has(key: string, of: 'events' | 'edits' | 'labels' | 'values' = 'events'): boolean {
    return this.#transloco.getTranslation(this.#transloco.getActiveLang())[`history.${of}.${key}`] !== undefined;
  }
}

/** What a connection's id says of it: `step/port>step`. */
function wayOf(id: string): { readonly from: string; readonly port: string; readonly to: string } {
  const [from = '', port = '', to = ''] = id.split(/[/>]/);
  return { from, port, to };
}
