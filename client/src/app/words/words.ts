import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { ExecutionSettings } from '#contracts/execution/settings';
import type { Step } from '#contracts/flow/document';
import { portsOfStep } from '#contracts/flow/step-ports';
import { givenTitle, ordinalsOf } from '#contracts/flow/step-title';
import type { Execution } from '#client/data/executions';
import { Session } from '#client/data/session';
import { People } from '#client/data/people';
import { languageInUse } from '#client/ui/language-in-use';
import { Reader } from '#client/ui/reader';

/** `file_row` is missing in what was kept on this device before rows had it. */
type Numbered = { readonly file_row?: number | null; readonly n: number };
type Pausing = Pick<Execution, 'pause_cause' | 'pause_sentence' | 'settings'>;

/** How what happens in a run is called, in the reader's language: outcomes, reasons, steps, people. Never an id. */
@Injectable({ providedIn: 'root' })
export class Words {
  readonly #transloco = inject(TranslocoService);
  readonly #people = inject(People);
  readonly #session = inject(Session);
  readonly #reader = inject(Reader);
  /** Read by every text, so that all change with the language. */
  readonly #language = languageInUse();

  t(key: string, params: Readonly<Record<string, string | number>> = {}): string {
    this.#language();
    return this.#transloco.translate(`words.${key}`, params);
  }

  outcome(outcome: string | null): string {
    return this.t(`outcome.${outcome ?? 'open'}`);
  }

  /** Why a contact was or was not made, or why a row ended; '' where there is no reason to give. */
  reason(reason: string | null): string {
    if (reason === null || reason === '') return '';
    const [word = '', ...rest] = reason.split(' ');
    const code = rest.join(' ');
    if (code === 'leads nowhere') return this.t('leadsNowhere', { port: this.port(word) });
    if (word === 'notTransferred') return this.#sentence(`transferResult.${code}`, reason);
    const kind = ['reason', 'failure', 'callResult', 'transferResult'].find((each) => this.has(`${each}.${word}`));
    if (kind === undefined) return this.t('otherReason', { reason });
    const sentence = this.#sentence(`${kind}.${word}`, reason);
    return code === '' ? sentence : this.t('code', { sentence: sentence.replace(/\.$/, ''), code });
  }

  /** Why a run pauses; a cause that is not known here is one of a newer server, and said in its words. */
  pause({ pause_cause: cause, pause_sentence: sentence, settings }: Pausing): string {
    if (cause === null || !this.has(`pauseCause.${cause}`)) return sentence ?? '';
    const limit = cause === 'failureRate' ? (settings as Partial<ExecutionSettings>).autoPause : null;
    if (!limit) return this.t(`pauseCause.${cause}`);
    const values = { percent: Math.round(limit.failureRate * 100), attempts: this.#reader.number(limit.attempts) };
    return `${this.t('pauseCause.failureRate')} ${this.t('pauseLimit', values)}`;
  }

  /** Which row it is, so that it can be found in the uploaded file; of older runs only its number in the run is known. */
  row({ file_row: row, n }: Numbered, short = false): string {
    const known = typeof row === 'number';
    const number = this.#reader.number(known ? row : n + 1);
    return short && known ? number : this.t(`row.${known ? 'file' : short ? 'number' : 'run'}`, { n: number });
  }

  step(type: string): string {
    return this.has(`step.${type}`) ? this.t(`step.${type}`) : this.t('unknownKind', { type });
  }

  /** The names of all steps: the given ones, and for the others their kind with a number where there are several. */
  stepNames(steps: Iterable<Step>): ReadonlyMap<string, string> {
    const all = [...steps];
    const ordinals = ordinalsOf(all);
    return new Map(
      all.map((step) => [step.id, this.stepName(step.type, givenTitle(step), ordinals.get(step.id) ?? 0)]),
    );
  }

  /** What the ways out of these steps are called, by `step/port`: as a person named them, else as all of their kind. */
  portNames(steps: Iterable<Step>): ReadonlyMap<string, string> {
    return new Map(
      [...steps].flatMap((step) =>
        portsOfStep(step).map(({ name, label }) => [`${step.id}/${name}`, label ?? this.port(name)] as const),
      ),
    );
  }

  /** The given name of a step, else its kind; `ordinal`: which of its kind it is, 0 for the only one. */
  stepName(type: string, title: string | null, ordinal: number): string {
    const kind = this.step(type);
    return title ?? (ordinal === 0 ? kind : `${kind} ${ordinal}`);
  }

  /** A setting of a step. */
  field(type: string, name: string): string {
    const key = [`field.${type}.${name}`, `field.${name}`].find((each) => this.has(each));
    return key === undefined ? this.t('field.other') : this.t(key);
  }

  /** A part of a setting; what people named themselves, as placeholders, stays as they wrote it. */
  part(name: string): string {
    return this.has(`field.${name}`) ? this.t(`field.${name}`) : name;
  }

  port(name: string): string {
    return this.has(`port.${name}`) ? this.t(`port.${name}`) : this.t('port.unnamed');
  }

  /** Who did something, by how the log names them: a person, or a part of the product. Unnamed people are told apart. */
  actor(by: string): string {
    if (by.startsWith('system:')) return this.t('system');
    const own = this.#session.personId();
    return by === `person-${own ?? ''}`
      ? this.t('you')
      : (this.#people.nameOf(by) ?? this.t('someone', { mark: by.slice(-4) }));
  }

  /** A span of time in its largest whole unit. */
  duration(seconds: number): string {
    for (const [unit, length] of [
      ['days', 86_400],
      ['hours', 3_600],
      ['minutes', 60],
    ] as const)
      if (seconds >= length && seconds % length === 0) return this.t(`units.${unit}`, { n: seconds / length });
    return this.t('units.seconds', { n: Math.round(seconds * 10) / 10 });
  }

  /** Whether there is a text under this key. */
  has(key: string): boolean {
    return this.#transloco.getTranslation(this.#language().of)[`words.${key}`] !== undefined;
  }

  #sentence(key: string, otherwise: string): string {
    if (!this.has(key)) return this.t('otherReason', { reason: otherwise });
    const text = this.t(key);
    return text.charAt(0).toUpperCase() + text.slice(1);
  }
}
