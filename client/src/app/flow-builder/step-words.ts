import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { writtenNumber } from '#contracts/contact/written-number';
import type { Step } from '#contracts/flow/document';
import type { NamedPort } from '#contracts/flow/step-ports';
import { languageInUse } from '#client/ui/language-in-use';
import { Words } from '#client/words/words';
import type { Around } from './around.ts';

/** How steps, ports and settings are called, in the reader's language. Nothing here ever shows an id. */
@Injectable()
export class StepWords {
  readonly #transloco = inject(TranslocoService);
  readonly #words = inject(Words);
  /** Read by every text, so that all change with the language. */
  readonly #language = languageInUse();

  t(key: string, params: Readonly<Record<string, string | number>> = {}): string {
    this.#language();
    return this.#transloco.translate(`flow.${key}`, params);
  }

  kind(type: string): string {
    return this.#words.step(type);
  }

  /** The names of all steps: the given ones, and for the others their kind with a number where there are several. */
  names(steps: Iterable<Step>): ReadonlyMap<string, string> {
    return this.#words.stepNames(steps);
  }

  port({ name, label }: Pick<NamedPort, 'name' | 'label'>): string {
    return label ?? this.#words.port(name);
  }

  field(type: string, field: string): string {
    return this.#words.field(type, field);
  }

  /** A part of a setting; what people named themselves stays as they wrote it. */
  part(name: string): string {
    return this.#words.part(name);
  }

  help(type: string, field: string): string {
    return this.#first([`help.${type}.${field}`, `help.${field}`]) ?? '';
  }

  duration(seconds: number): string {
    return this.#words.duration(seconds);
  }

  /** The second line on a step: what it will do, as far as it is set. */
  summary({ type, config }: Step, around: Around): string {
    const text = (field: string): string => (typeof config[field] === 'string' ? config[field].trim() : '');
    const number = (field: string): string => (typeof config[field] === 'number' ? this.duration(config[field]) : '');
    const entries = (field: string): number => (Array.isArray(config[field]) ? config[field].length : 0);
    switch (type) {
      case 'SendMessage':
        return text('text').replace(/\s+/g, ' ');
      case 'SendTemplate':
        return (
          around.templates.find(({ templateId }) => templateId === config.templateId)?.name ?? this.t('unset.template')
        );
      case 'WaitForResponse':
      case 'WaitInboundCall':
        return this.t('summary.upTo', { time: number('timeoutSeconds') });
      case 'Delay':
        return number('seconds');
      case 'VoiceCall':
        return text('greeting').replace(/\s+/g, ' ');
      case 'End':
        return text('outcome');
      case 'ResponseBranch':
        return this.t('summary.branches', { n: entries('branches') });
      case 'Condition':
        return this.t('summary.conditions', { n: entries('conditions') });
      case 'VoiceTransfer':
        return this.#transferTo(config.to, around);
      default:
        return '';
    }
  }

  #transferTo(to: unknown, { agents }: Around): string {
    const held = typeof to === 'object' && to !== null ? (to as Readonly<Record<string, unknown>>) : {};
    if (held.of === 'number' && typeof held.number === 'string') return writtenNumber(held.number);
    return agents.find(({ agentId }) => agentId === held.agentId)?.name ?? this.t('unset.agent');
  }

  /** Whether there is a text under this key. */
  has(key: string): boolean {
    return this.#transloco.getTranslation(this.#language().of)[`flow.${key}`] !== undefined;
  }

  #first(keys: readonly string[]): string | null {
    const key = keys.find((each) => this.has(each));
    return key === undefined ? null : this.t(key);
  }
}
