import type { Carrier, SendAnswer } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import type { CallIntended } from '#contracts/row/events';
import type { RowInput } from '#contracts/row/input';
import type { Errand } from './row-round.ts';
import type { Work } from './work.ts';

/** What is handed over is so only this soon after its intent; afterwards its fate is looked up instead. Milliseconds. */
const handOverWithinMs = 3_000;
/** Of so many attempts that were not handed over it is remembered. */
const mostKept = 20_000;

type Parts = {
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly now: () => Instant;
  /** Resolves a little later, so that answers that came together are applied together. */
  readonly gather: () => Promise<void>;
  /** Applies what the carriers answered; called with groups. */
  readonly apply: (works: readonly Work[]) => Promise<void>;
  /** Told of every answer, and of an attempt without one. */
  readonly answered: (executionId: string, answer: SendAnswer) => void;
  /** What is to be done instead of handing it over; null: hand it over. */
  readonly instead: (errand: Errand) => Promise<readonly Work[] | null>;
};

/**
 * Hands messages and calls to their carriers, many at once, and applies the answers in groups as they come. An attempt
 * whose answer is unknown, or that could not be handed over in time, is left to the reconciliation that its intent asked for.
 */
export function createErrands({ carriers, now, gather, apply, answered, instead }: Parts) {
  let answers: Work[] = [];
  let applying: Promise<void> | null = null;
  const under = new Set<Promise<void>>();
  /** Attempts whose request has not ended, or whose answer is not applied. */
  const open = new Set<string>();
  /** Attempts that were not handed over, the newest. */
  const kept = new Set<string>();
  const keep = (attemptId: string): void => {
    kept.add(attemptId);
    if (kept.size > mostKept) for (const oldest of [...kept].slice(0, mostKept / 2)) kept.delete(oldest);
  };

  const flush = async (): Promise<void> => {
    await gather();
    while (answers.length > 0) {
      const group = answers;
      answers = [];
      await apply(group);
    }
    applying = null;
  };

  const hand = async (works: readonly Work[]): Promise<void> => {
    answers.push(...works);
    applying ??= flush();
    await applying;
  };

  const carry = async (errand: Errand): Promise<void> => {
    const { event, run } = errand;
    const provider = run.channels.find(({ channelId }) => channelId === event.data.channelId)?.provider;
    const carrier = carriers.get(provider ?? '');
    if (!carrier) return;
    // A call that is not let go of ends by itself after a moment.
    if (event.type === 'CallReleased') return carrier.hangUp(event.data.callId).catch(() => undefined);
    // Where that cannot be found out the attempt is left without an answer, to be looked up like any other.
    const works = await instead(errand).catch((): readonly Work[] => []);
    if (works) return hand(works);
    // Looked at last, so that nothing that takes long comes between this and the sending.
    if (Date.parse(now()) - Date.parse(event.data.intendedAt) > handOverWithinMs) {
      keep(event.data.attemptId);
      return;
    }
    const answer = await handOver(carrier, errand).catch((error: unknown): SendAnswer => ({
      answer: 'unknown',
      sentence: (error as Error).message,
    }));
    answered(event.data.executionId, answer);
    const input = inputOf(event.data.attemptId, answer);
    if (input) await hand([answerWork(event.data, input)]);
  };

  return {
    carry(errands: readonly Errand[]): void {
      for (const errand of errands) {
        const { attemptId } = errand.event.data;
        open.add(attemptId);
        const way: Promise<void> = carry(errand).finally(() => {
          under.delete(way);
          open.delete(attemptId);
        });
        under.add(way);
      }
    },
    underWay: (): number => under.size,
    neverLeft: (attemptId: string): boolean => kept.has(attemptId),
    isUnderWay: (attemptId: string): boolean => open.has(attemptId),
    async idle(): Promise<void> {
      while (under.size > 0) await Promise.all(under);
    },
  };
}

async function handOver(carrier: Carrier, { event, phone, run }: Errand): Promise<SendAnswer> {
  const { timeScale } = run.execution.started.settings;
  switch (event.type) {
    case 'AttemptIntended': {
      const { attemptId, channelId, templateId, text, variables } = event.data;
      const template = run.templates.get(templateId ?? '');
      return carrier.send({
        ...{ attemptId, from: numberOf(run, channelId), to: phone, body: text ?? '', timeScale },
        template: template ? { name: template.name, language: template.language, variables: variables ?? {} } : null,
      });
    }
    case 'CallIntended':
      return handOverCall(carrier, event.data, { phone, from: numberOf(run, event.data.channelId), timeScale });
    case 'TransferIntended': {
      const { attemptId, callId, to, line, ringSeconds } = event.data;
      const asked = { attemptId, providerId: callId, person: phone, ringSeconds, timeScale };
      return carrier.transfer({ ...asked, to: to ?? '', line: line ?? '' });
    }
    case 'CallReleased':
      throw new Error(`Handing over ${event.data.attemptId}: a call that is let go of is not handed over.`);
  }
}

function handOverCall(
  carrier: Carrier,
  { attemptId, callId, conversation, voice, record, maxDurationSeconds, hold, ringSeconds }: CallIntended['data'],
  { phone, from, timeScale }: { readonly phone: string; readonly from: string; readonly timeScale: number },
): Promise<SendAnswer> {
  if (!conversation) throw new Error(`Calling for ${attemptId}: the contact was forgotten; nobody is to be called.`);
  const call = { attemptId, ...conversation, voice, record, maxDurationSeconds, hold, timeScale };
  if (callId !== null) return carrier.answer({ ...call, providerId: callId, from: phone });
  return carrier.call({ ...call, from, to: phone, ringSeconds });
}

function numberOf(run: Errand['run'], channelId: string): string {
  return run.channels.find((channel) => channel.channelId === channelId)?.number ?? '';
}

/** What became of an attempt, on its way to its row. */
export function answerWork(
  { rowId, executionId, attemptId }: Pick<Errand['event']['data'], 'rowId' | 'executionId' | 'attemptId'>,
  input: RowInput,
): Work {
  return { rowId, executionId, commandId: `answer ${attemptId}`, source: { kind: 'input', input } };
}

function inputOf(attemptId: string, answer: SendAnswer): RowInput | null {
  switch (answer.answer) {
    case 'accepted':
      return { kind: 'accepted', attemptId, providerId: answer.providerId, via: 'answer' };
    case 'refused':
      return { kind: 'refused', attemptId, code: answer.code, why: answer.why };
    case 'unknown':
      return null;
  }
}
