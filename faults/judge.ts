import type { Reached } from '#server/carriers/sandbox/ledger';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { wholeLog } from '#server/engine/eventstore/whole-log';
import { verifyLedger } from '#server/engine/ledger/ledger';
import { sealedLog } from '#server/engine/log/sealed-log';
import type { Database } from '#server/engine/postgres/database';
import type { Acknowledged } from './patient-session.ts';

/** What was found; every number but the first ones must be 0. */
export type Findings = {
  readonly rows: number;
  readonly ended: number;
  readonly messages: number;
  readonly calls: number;
  readonly attemptsTwiceAtCarrier: number;
  readonly stepsTwiceForOnePerson: number;
  readonly reachedWithoutRecord: number;
  readonly recordsWithoutReaching: number;
  /** Believed never to have arrived, and so tried again, although the carrier has it. */
  readonly reachedThoughAbsent: number;
  readonly rowsNotEndedOnce: number;
  readonly rowsForgotten: number;
  readonly inDoubt: number;
  readonly acknowledgedLost: number;
  readonly ledgerBroken: number;
};

export function isClean({ rows, ended, messages: _messages, calls: _calls, ...rest }: Findings): boolean {
  return rows === ended && Object.values(rest).every((found) => found === 0);
}

/** The carrier's own book against what the log says, for everything that was executed; the log may be on any store. */
export async function judge(
  { store, db }: { readonly store: EventStore; readonly db: Database },
  book: readonly Reached[],
  acknowledged: readonly Acknowledged[],
): Promise<Findings> {
  const one = async (sql: string): Promise<number> => (await db.pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
  const log = await readRecord(store);
  const { accepted, concluded, absent, endings } = log;
  const attempts = new Set(book.map(({ attemptId }) => attemptId));
  const took = book.filter(({ refused }) => refused === null);
  const messages = took.filter(({ what }) => what === 'message').map(({ attemptId }) => attemptId);
  const verdict = await verifyLedger(sealedLog(store), db);
  return {
    rows: await one('select coalesce(sum(rows), 0) as n from read.executions'),
    ended: endings.size,
    messages: messages.length,
    calls: took.length - messages.length,
    attemptsTwiceAtCarrier: book.length - attempts.size,
    stepsTwiceForOnePerson: stepsTwice(log, messages),
    reachedWithoutRecord: took.filter(({ attemptId }) => !accepted.has(attemptId) && !concluded.has(attemptId)).length,
    recordsWithoutReaching: [...accepted].filter((id) => !attempts.has(id)).length,
    reachedThoughAbsent: took.filter(({ attemptId }) => absent.has(attemptId)).length,
    rowsNotEndedOnce: [...endings.values()].filter((times) => times > 1).length,
    rowsForgotten: await one(
      `select (select coalesce(sum(rows), 0) from read.executions) - (select count(*) from read.rows where status = 'ended') as n`,
    ),
    inDoubt: await one('select count(*) as n from read.rows where in_doubt'),
    acknowledgedLost: acknowledged.filter(({ commandId }) => !log.commands.has(commandId)).length,
    ledgerBroken: verdict.ok ? 0 : 1,
  };
}

/** What the log says about what the judge asks. */
type LogRecord = {
  readonly commands: Set<string>;
  readonly accepted: Set<string>;
  /** A transfer whose call was over before the carrier's answer could be had is concluded without it. */
  readonly concluded: Set<string>;
  readonly absent: Set<string>;
  /** Row and step of each message that was intended, by its attempt. */
  readonly intended: Map<string, string>;
  /** How often each row ended, by its stream. */
  readonly endings: Map<string, number>;
};

async function readRecord(store: EventStore): Promise<LogRecord> {
  const [commands, accepted] = [new Set<string>(), new Set<string>()];
  const [concluded, absent] = [new Set<string>(), new Set<string>()];
  const [intended, endings] = [new Map<string, string>(), new Map<string, number>()];
  for await (const { type, stream, data, meta } of wholeLog(store)) {
    const { attemptId = '', rowId, step } = data as { attemptId?: string; rowId?: string; step?: string };
    commands.add(meta.commandId);
    if (type === 'AttemptAccepted') accepted.add(attemptId);
    if (type === 'TransferConcluded') concluded.add(attemptId);
    if (type === 'AttemptAbsent') absent.add(attemptId);
    if (type === 'AttemptIntended') intended.set(attemptId, `${rowId ?? ''} ${step ?? ''}`);
    if (type === 'RowEnded') endings.set(stream, (endings.get(stream) ?? 0) + 1);
  }
  return { commands, accepted, concluded, absent, intended, endings };
}

/** Messages of one step to one person beyond the first. */
function stepsTwice({ intended }: LogRecord, sent: readonly string[]): number {
  const steps = sent.flatMap((attemptId) => intended.get(attemptId) ?? []);
  return steps.length - new Set(steps).size;
}
