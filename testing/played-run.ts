import { callbackStream, type Told } from '#contracts/callback/callback';
import type { CallbackEvent } from '#contracts/callback/events';
import type { MessageStatus } from '#contracts/callback/status';
import { callResults, type AnsweredBy, type CallResult, type CallStatus } from '#contracts/callback/call-status';
import { executionSettings } from '#contracts/execution/settings';
import { connectionIdOf, type FlowDocument, type Json } from '#contracts/flow/document';
import type { Event } from '#contracts/kernel/event';
import { advance } from '#contracts/row/advance';
import type { RowEvent } from '#contracts/row/events';
import { failureClassOf } from '#contracts/row/failure-class';
import { rowIdOf, rowStreamOf } from '#contracts/row/ids';
import type { RowContext, RowInput } from '#contracts/row/input';
import { prepareFlow } from '#contracts/row/prepared-flow';
import { evolve, queuedRow, type Attempt, type Row } from '#contracts/row/state';

export type PlayedRun = {
  readonly executionId: string;
  readonly campaignId: string;
  readonly templateId: string;
  readonly whatsappId: string;
  readonly voiceId: string;
  readonly agentId: string;
};

/** What one row and the carrier wrote about it, in order, each with its stream and time. */
export type Written = { readonly stream: string; readonly at: string; readonly events: readonly Event[] };
export type Played = { readonly written: readonly Written[]; readonly late: readonly Written[] };

/** A flow with every way of reaching somebody in it. */
export function everyStepFlow({ templateId, agentId }: PlayedRun): FlowDocument {
  const talk = { systemPrompt: 'Remind {{name}}.', greeting: 'Hello {{name}}.', record: true };
  const branches = [{ id: 'yes', label: 'Yes', keywords: ['yes'] }];
  const steps: readonly (readonly [id: string, type: string, config: Record<string, Json>])[] = [
    ['start', 'Start', {}],
    ['ask', 'SendTemplate', { templateId, variables: { 1: '{{name}}' } }],
    ['wait', 'WaitForResponse', { timeoutSeconds: 600 }],
    ['branch', 'ResponseBranch', { branches }],
    ['thank', 'SendMessage', { text: 'Thank you, {{name}}.' }],
    ['call', 'VoiceCall', talk],
    ['handOver', 'VoiceTransfer', { to: { of: 'agent', agentId } }],
    ['callBack', 'WaitInboundCall', { ...talk, timeoutSeconds: 600 }],
    ...['confirmed', 'putThrough', 'talked', 'calledBack', 'silent'].map((id) => [id, 'End', { outcome: id }] as const),
  ];
  const ways = [
    ...['start/next>ask', 'ask/sent>wait', 'wait/replied>branch', 'wait/timeout>call', 'branch/yes>thank'],
    ...['branch/default>call', 'thank/sent>confirmed', 'call/answered>handOver', 'call/noAnswer>callBack'],
    ...['handOver/transferred>putThrough', 'handOver/notTransferred>talked', 'callBack/called>calledBack'],
    ...['callBack/timeout>silent'],
  ].map((way) => {
    const [from = '', port = '', to = ''] = way.split(/[/>]/);
    return { from, port, to };
  });
  return {
    steps: Object.fromEntries(steps.map(([id, type, config]) => [id, { id, type, x: 0, y: 0, config }])),
    connections: Object.fromEntries(ways.map((way) => [connectionIdOf(way), way])),
    meta: {},
  };
}

/**
 * Plays rows of that flow through the interpreter with people and a carrier made up of chance. What the carrier tells
 * comes partly at once, partly late and in any order.
 */
export function playRow(
  run: PlayedRun,
  person: { readonly n: number; readonly contactId: string; readonly phone: string; readonly name: string },
  chance: () => number,
): Played {
  return new Player(run, person, chance).play();
}

type Person = Parameters<typeof playRow>[1];

class Player {
  readonly #written: Written[] = [];
  readonly #late: Written[] = [];
  readonly #run: PlayedRun;
  readonly #person: Person;
  readonly #chance: () => number;
  readonly #flow;
  #row: Row = queuedRow;
  #ms: number;

  constructor(run: PlayedRun, person: Person, chance: () => number) {
    this.#run = run;
    this.#person = person;
    this.#chance = chance;
    this.#flow = prepareFlow(everyStepFlow(run));
    this.#ms = Date.parse('2026-11-24T10:00:00.000Z') + person.n * 400_000;
  }

  play(): Played {
    const { executionId, campaignId } = this.#run;
    const { n, contactId, phone, name } = this.#person;
    const row = {
      rowId: rowIdOf(executionId, n),
      executionId,
      campaignId,
      n,
      line: n + 1,
      batch: Math.floor(n / 50),
      contactId,
      phone,
    };
    this.#take({ kind: 'started', row: { ...row, values: { phone, name } } });
    for (let turns = 0; this.#row.status === 'open' && turns < 30; turns += 1) {
      // Some rows are left as they are, in the middle of things.
      if (this.#chance() < 0.03) break;
      const { attempt, until, step } = this.#row;
      if (attempt && (attempt.state === 'open' || (attempt.state === 'accepted' && attempt.of !== 'message')))
        this.#answer(attempt);
      else if (until !== null) this.#waits(step, until);
      else break;
    }
    return { written: this.#written, late: this.#late };
  }

  #waits(step: string, until: string): void {
    const { whatsappId, voiceId } = this.#run;
    const heard = { providerId: `SMr${this.#person.n}`, channelId: whatsappId, receivedAt: this.#at(), button: '' };
    if (step === 'wait' && this.#chance() < 0.6) {
      const optOut = this.#chance() < 0.1;
      const text = optOut ? 'STOP' : this.#chance() < 0.6 ? 'yes please' : 'who is this?';
      this.#take({ kind: 'reply', ...heard, text, optOut });
      return;
    }
    if (step === 'callBack' && this.#chance() < 0.5) {
      this.#take({ kind: 'inboundCall', callId: `CAin${this.#person.n}`, channelId: voiceId });
      return;
    }
    this.#ms = Math.max(this.#ms, Date.parse(until));
    this.#take({ kind: 'timeout', step, until });
  }

  #answer(attempt: Attempt): void {
    const { attemptId } = attempt;
    const roll = this.#chance();
    if (attempt.state === 'open') {
      if (roll < 0.05) this.#take({ kind: 'refused', attemptId, code: '63024', why: failureClassOf('63024') });
      else if (roll < 0.08) this.#take({ kind: 'refused', attemptId, code: '63017', why: failureClassOf('63017') });
      else if (roll < 0.1) this.#take({ kind: 'absent', attemptId });
      else this.#take({ kind: 'accepted', attemptId, providerId: `P${attemptId.slice(36)}`, via: 'answer' });
      if (roll >= 0.1 && attempt.of === 'message') this.#messageStatuses(attemptId);
      return;
    }
    if (attempt.of === 'transfer') {
      const result = roll < 0.6 ? 'bridged' : roll < 0.8 ? 'busy' : 'noAnswer';
      this.#tell('transfer', { type: 'TransferRecorded', data: { ...this.#told(attemptId), result, seconds: 60 } });
      this.#take({ kind: 'transferConcluded', attemptId, result, told: true });
      return;
    }
    this.#call(
      attemptId,
      attempt.of === 'call' && attempt.direction === 'inbound' ? 'answered' : this.#pick(callResults),
    );
  }

  #messageStatuses(attemptId: string): void {
    const ways: readonly (readonly MessageStatus[])[] = [
      ['sent', 'delivered', 'read'],
      ['sent', 'delivered'],
      ['sent', 'undelivered'],
      ['failed', 'delivered'],
    ];
    const raw = { To: `whatsapp:${this.#person.phone}` };
    for (const status of this.#pick(ways)) {
      const errorCode = status === 'failed' || status === 'undelivered' ? this.#pick(['63016', '30008']) : null;
      this.#tell(status, { type: 'CallbackRecorded', data: { ...this.#told(attemptId), status, errorCode, raw } });
    }
  }

  #call(attemptId: string, result: CallResult): void {
    const told = this.#told(attemptId);
    const code = result === 'failed' ? '13224' : null;
    if (result === 'answered') {
      this.#conversation(attemptId);
      return;
    }
    const seconds = result === 'voicemail' ? 8 : null;
    const over = { voicemail: 'completed', busy: 'busy', noAnswer: 'no-answer', failed: 'failed' } as const;
    this.#callStatus(attemptId, over[result], { by: result === 'voicemail' ? 'machine' : null, seconds, code });
    const nothing = { live: false, endedBy: null, wantsTransfer: false, optOut: false, answer: '' };
    this.#take({ kind: 'callConcluded', attemptId, callId: told.providerId, result, code, seconds, ...nothing });
  }

  #conversation(attemptId: string): void {
    const told = this.#told(attemptId);
    const wantsTransfer = this.#chance() < 0.5;
    const optOut = !wantsTransfer && this.#chance() < 0.15;
    const seconds = 10 + Math.floor(this.#chance() * 100);
    const how = {
      endedBy: this.#pick(['ai', 'contact', 'limit'] as const),
      live: wantsTransfer,
      wantsTransfer,
      optOut,
    };
    for (const status of ['ringing', 'in-progress', 'completed'] as const)
      this.#callStatus(attemptId, status, {
        by: 'human',
        seconds: status === 'completed' ? seconds + 2 : null,
        code: null,
      });
    const transcript = [{ by: 'contact' as const, text: `I am ${this.#person.name}` }];
    this.#tell('dialogue', { type: 'DialogueRecorded', data: { ...told, ...how, seconds, transcript } });
    const recording = { seconds, recordingId: 'RE1', url: `https://recordings.example/${this.#person.phone}` };
    this.#tell('recording', { type: 'CallRecorded', data: { ...told, ...recording } });
    const concluded = { result: 'answered', code: null, seconds, answer: this.#person.name, ...how } as const;
    this.#take({ kind: 'callConcluded', attemptId, callId: told.providerId, ...concluded });
  }

  #callStatus(
    attemptId: string,
    status: CallStatus,
    { by, seconds, code }: { by: AnsweredBy; seconds: number | null; code: string | null },
  ): void {
    const data = { status, answeredBy: by, seconds, errorCode: code, raw: { To: this.#person.phone } };
    this.#tell(status, { type: 'CallStatusRecorded', data: { ...this.#told(attemptId), ...data } });
  }

  #told(attemptId: string) {
    const { attempt } = this.#row as Extract<Row, { status: 'open' }>;
    const callId = attempt && 'callId' in attempt ? attempt.callId : null;
    return {
      ...{ provider: 'sandbox', attemptId, contactId: this.#person.contactId },
      providerId: callId ?? `P${attemptId.slice(36)}`,
    };
  }

  #tell(told: Told, event: CallbackEvent): void {
    this.#ms += 1_000;
    const written = { stream: callbackStream(event.data.attemptId, told), at: this.#at(), events: [event] };
    (this.#chance() < 0.3 ? this.#late : this.#written).push(written);
  }

  #take(input: RowInput): void {
    this.#ms += 1_000;
    const events: readonly RowEvent[] = advance(this.#row, input, this.#context());
    this.#row = events.reduce(evolve, this.#row);
    this.#written.push({ stream: rowStreamOf(this.#run.executionId, this.#person.n), at: this.#at(), events });
  }

  #context(): RowContext {
    const { templateId, whatsappId, voiceId, agentId } = this.#run;
    const template = { templateId, name: 'reminder', language: 'en', body: 'Hello {{1}}', variables: ['1'] };
    const retries = { busy: { most: 1, afterSeconds: 60 }, rateLimited: { most: 1, afterSeconds: 60 } };
    return {
      ...{ at: this.#at(), settings: executionSettings.parse({ quietHours: null, retries }), flow: this.#flow },
      ...{ run: 'running', disclosure: 'An AI speaks.', hold: null },
      agents: new Map([[agentId, { agentId, phone: '+56221234567', away: null }]]),
      channels: [
        { channelId: whatsappId, kind: 'whatsapp', number: '+56600000001' },
        { channelId: voiceId, kind: 'voice', number: '+56600000002' },
      ],
      templates: new Map([[templateId, { ...template, approval: 'approved' }]]),
      contact: { suppressed: null, lastInbound: { [whatsappId]: this.#at() } },
    };
  }

  #at(): string {
    return new Date(this.#ms).toISOString();
  }

  #pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#chance() * of.length)] as T;
  }
}
