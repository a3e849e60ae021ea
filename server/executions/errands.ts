import type { MessageCarrier, SendAnswer } from '#contracts/carrier';
import type { Instant } from '#contracts/kernel/event';
import type { RowInput } from '#contracts/row/input';
import type { Errand, Work } from './row-round.ts';

/** A message is handed over only this soon after its intent; afterwards its fate is looked up instead. Milliseconds. */
const handOverWithinMs = 3_000;

type Parts = {
  readonly carriers: ReadonlyMap<string, MessageCarrier>;
  readonly now: () => Instant;
  /** Applies what the carriers answered; called with groups. */
  readonly apply: (works: readonly Work[]) => Promise<void>;
};

/**
 * Hands messages to their carriers, many at once, and applies the answers in groups as they come. An attempt whose
 * answer is unknown, or that could not be handed over in time, is left to the reconciliation that its intent asked for.
 */
export function createErrands({ carriers, now, apply }: Parts) {
  let answers: Work[] = [];
  let applying: Promise<void> | null = null;
  const under = new Set<Promise<void>>();

  const flush = async (): Promise<void> => {
    // One turn of the event loop, so that answers that came together are applied together.
    await new Promise((resolve) => setImmediate(resolve));
    while (answers.length > 0) {
      const group = answers;
      answers = [];
      await apply(group);
    }
    applying = null;
  };

  const carry = async (errand: Errand): Promise<void> => {
    const { attempt, phone, run } = errand;
    const channel = run.channels.find(({ channelId }) => channelId === attempt.channelId);
    const carrier = channel && carriers.get(channel.provider);
    if (!channel || !carrier || Date.parse(now()) - Date.parse(attempt.intendedAt) > handOverWithinMs) return;
    const template = run.templates.get(attempt.templateId ?? '');
    const answer = await carrier
      .send({
        attemptId: attempt.attemptId,
        from: channel.number,
        to: phone,
        template: template
          ? { name: template.name, language: template.language, variables: attempt.variables ?? {} }
          : null,
        body: attempt.text ?? '',
        timeScale: run.execution.started.settings.timeScale,
      })
      .catch((error: unknown): SendAnswer => ({ answer: 'unknown', sentence: (error as Error).message }));
    const input = inputOf(attempt.attemptId, answer);
    if (!input) return;
    answers.push({
      rowId: attempt.rowId,
      executionId: attempt.executionId,
      commandId: `answer ${attempt.attemptId}`,
      source: { kind: 'input', input },
    });
    applying ??= flush();
    await applying;
  };

  return {
    carry(errands: readonly Errand[]): void {
      for (const errand of errands) {
        const way: Promise<void> = carry(errand).finally(() => under.delete(way));
        under.add(way);
      }
    },
    underWay: (): number => under.size,
    async idle(): Promise<void> {
      while (under.size > 0) await Promise.all(under);
    },
  };
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
