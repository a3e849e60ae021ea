import { inject, Injectable } from '@angular/core';
import type { ChannelAnswer } from '#contracts/wire/channel-doors';
import type { ChannelHealth } from '#contracts/wire/report-rows';
import type { TemplateAnswer } from '#contracts/wire/template-doors';
import { Answers, type Question } from './answers.ts';

export type Channel = ChannelAnswer;
export type Template = TemplateAnswer;
export type { ChannelHealth };

/** What the organisation reaches people by: senders, voice numbers, templates. */
@Injectable({ providedIn: 'root' })
export class Channels {
  readonly #answers = inject(Answers);

  all(): Question<{ readonly channels: readonly Channel[] }> {
    return this.#answers.watch(() => '/api/channels');
  }

  /** How well each works, told from its last attempts. */
  health(): Question<{ readonly channels: readonly ChannelHealth[] }> {
    return this.#answers.watch(() => '/api/reports/channels');
  }

  templates(): Question<{ readonly templates: readonly Template[] }> {
    return this.#answers.watch(() => '/api/templates');
  }
}
