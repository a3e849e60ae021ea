import type { DialogueEnd } from '#contracts/callback/callback';
import type { CallbackEvent } from '#contracts/callback/events';
import { isOver, resultOf, type CallResult } from '#contracts/callback/call-status';
import type { RowEvent } from '#contracts/row/events';

export type Told = RowEvent | CallbackEvent;
type Of<T extends Told['type']> = Extract<Told, { type: T }>['data'];

/** Events of one type out of a history, in order. */
export function ofType<T extends Told['type']>(told: readonly Told[], type: T): readonly Of<T>[] {
  return told.flatMap((event) => (event.type === type ? [event.data as Of<T>] : []));
}

export type ToldCall = {
  readonly result: CallResult | null;
  readonly seconds: number | null;
  readonly bridged: boolean;
  readonly transfers: number;
  /** How it came out for us; null while that is not known. */
  readonly outcome: string | null;
};

/** What a history says of every call that reached the carrier, told plainly: to compare the reports with. */
export function toldCalls(told: readonly Told[]): readonly ToldCall[] {
  const of = byAttempt(told);
  return ofType(told, 'CallIntended')
    .filter(({ attemptId }) => !of('AttemptAbsent', attemptId))
    .map(({ attemptId, rowId }) => {
      const conclusion = of('CallConcluded', attemptId);
      const dialogue = of('DialogueRecorded', attemptId);
      const over = ofType(told, 'CallStatusRecorded').find(
        (each) => each.attemptId === attemptId && isOver(each.status),
      );
      const callId = conclusion?.callId ?? (over ?? dialogue)?.providerId;
      const transfers = ofType(told, 'TransferIntended').filter(
        (each) => each.rowId === rowId && each.callId === callId,
      );
      const results = transfers.map((each) => transferResult(of, each.attemptId));
      const how = dialogue ?? conclusion ?? null;
      const said = over ? resultOf(over.status, over.answeredBy) : dialogue && 'answered';
      const result = conclusion?.result ?? said ?? failedAtOnce(of, attemptId);
      const seconds = firstKnown(over, dialogue, conclusion);
      return {
        ...{ result, seconds, bridged: results.includes('bridged'), transfers: transfers.length },
        outcome: outcomeOf(result, how, results),
      };
    });
}

function failedAtOnce(of: ByAttempt, attemptId: string): 'failed' | null {
  return of('AttemptFailed', attemptId) ? 'failed' : null;
}

function firstKnown(...all: readonly ({ readonly seconds: number | null } | undefined)[]): number | null {
  return all.map((each) => each?.seconds ?? null).find((each) => each !== null) ?? null;
}

function outcomeOf(
  result: CallResult | null,
  how: { readonly wantsTransfer: boolean; readonly endedBy: DialogueEnd | null; readonly optOut?: boolean } | null,
  transfers: readonly string[],
): string | null {
  if (how?.optOut) return 'optedOut';
  if (result !== 'answered') return result;
  if (transfers.includes('bridged')) return 'transferred';
  if (transfers.includes('open')) return null;
  if (how?.wantsTransfer) return 'transferMissed';
  const ends = { contact: 'hungUp', limit: 'timeLimit', ai: 'completedByFlow' };
  return how?.endedBy ? ends[how.endedBy] : 'answered';
}

type ByAttempt = <T extends Told['type']>(type: T, attemptId: string) => Of<T> | undefined;

function byAttempt(told: readonly Told[]): ByAttempt {
  const known = new Map<string, Told>();
  for (const event of told)
    if ('attemptId' in event.data) known.set(`${event.type} ${event.data.attemptId ?? ''}`, event);
  return (type, attemptId) => known.get(`${type} ${attemptId}`)?.data as Of<typeof type> | undefined;
}

function transferResult(of: ByAttempt, attemptId: string): 'bridged' | 'missed' | 'open' {
  const [concluded, recorded] = [of('TransferConcluded', attemptId), of('TransferRecorded', attemptId)];
  if (concluded?.result === 'bridged' || recorded?.result === 'bridged') return 'bridged';
  const settled = concluded ?? recorded ?? of('AttemptFailed', attemptId) ?? of('AttemptAbsent', attemptId);
  return settled ? 'missed' : 'open';
}
