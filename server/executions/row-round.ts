import type { Contact } from '#contracts/contact/contact';
import type { InboundReceived } from '#contracts/contact/events';
import type { Recovered } from '#contracts/contact/recovered';
import type { Instant } from '#contracts/kernel/event';
import { advance } from '#contracts/row/advance';
import type { AttemptIntended, CallIntended, CallReleased, TransferIntended } from '#contracts/row/events';
import type { RowContext, RowInput } from '#contracts/row/input';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import { isStoreAway } from '#server/engine/eventstore/store-watch';
import type { Log } from '#server/engine/log/log';
import type { Facts, RunFacts } from './facts.ts';
import type { RowFolds } from './row-folds.ts';
import type { RunTables } from './run-tables.ts';
import { clear } from './clearance.ts';
import { factual, settle, soon, type Prepared, type Verdict, type Work } from './work.ts';

/** Something that is now to be handed to a carrier; its intent stands in the log. */
export type Errand = {
  readonly event: AttemptIntended | CallIntended | TransferIntended | CallReleased;
  readonly phone: string;
  readonly run: RunFacts;
  /** What only the carrier knew of after a restore; almost always nothing. */
  readonly recovered: readonly Recovered[];
  /** Carrier ids of what the row is known to have made. */
  readonly known: readonly string[];
};

export type RoundResult = { readonly verdicts: ReadonlyMap<Work, Verdict>; readonly errands: readonly Errand[] };

type Parts = {
  readonly log: Log;
  readonly tables: RunTables;
  readonly facts: Facts;
  readonly folds: RowFolds;
  readonly now: () => Instant;
};

/**
 * Applies a round of inputs, each to its row: read, advance, append at the exact revision, all rows at once so that
 * they share their commits. Of several inputs to one row the first is taken and the others are `raced`.
 */
export async function applyRound(parts: Parts, works: readonly Work[]): Promise<RoundResult> {
  const verdicts = new Map<Work, Verdict>(works.map((work) => [work, 'raced']));
  const first = [...new Map(works.toReversed().map((work) => [work.rowId, work])).values()];
  const prepared = await prepare(parts, first, verdicts);
  const allowed = await clear(parts, prepared, verdicts);
  const errands: Errand[] = [];
  await Promise.all(
    allowed.map(async (each) => {
      const verdict = await append(parts, each);
      verdicts.set(each.work, verdict);
      if (verdict === 'done') errands.push(...errandsOf(each));
    }),
  );
  return { verdicts, errands };
}

async function prepare(
  { facts, folds, now }: Parts,
  works: readonly Work[],
  verdicts: Map<Work, Verdict>,
): Promise<Prepared[]> {
  // Before anything is read: whatever is then decided is no older than what it rests on, and is handed over in time or not at all.
  const at = now();
  const runs = await facts.runs(works.map(({ executionId }) => executionId));
  const fresh = new Set(works.flatMap(({ source, rowId }) => (source.kind === 'start' ? [rowId] : [])));
  const rows = await folds.load(
    works.map(({ rowId }) => rowId),
    fresh,
  );
  const starts = await startInputs(facts, works, runs);
  const contactIdOf = (work: Work): string => {
    const row = rows.get(work.rowId)?.row;
    return starts.get(work)?.contactId ?? (row && row.status !== 'queued' ? row.started.contactId : '');
  };
  const contactOf = await facts.contacts(works.map(contactIdOf));
  return works.flatMap((work) => {
    const run = runs.get(work.executionId);
    const fold = rows.get(work.rowId);
    if (!run || !fold || fold.taken.has(work.commandId)) return settle(verdicts, work, 'done');
    const contact = contactOf(contactIdOf(work));
    const input = inputOf(work, starts.get(work), contact.history);
    if (!input) return settle(verdicts, work, 'done');
    if (!mayAdvance(run, input)) return settle(verdicts, work, isOver(run) || soon.has(input.kind) ? 'done' : 'later');
    const context = contextOf(run, contact.state, at);
    const events = advance(fold.row, input, context);
    if (events.length > 0) return [{ work, fold, run, input, context, events, recovered: contact.state.recovered }];
    // What nobody wants is not appended, so that a stale memory of the row would go unnoticed: its stream is asked.
    if (fold.remembered) {
      folds.forget(work.rowId);
      return settle(verdicts, work, 'raced');
    }
    // A row that is being written to cannot be stopped before its answer is known.
    return settle(verdicts, work, input.kind === 'stop' && fold.row.status === 'open' ? 'later' : 'done');
  });
}

function contextOf(
  { execution, flow, channels, templates, agents }: RunFacts,
  contact: Contact,
  at: Instant,
): RowContext {
  const { started, status } = execution;
  const run = status === 'stopped' || status === 'completed' ? 'stopping' : status;
  const { settings, disclosure } = started;
  return { at, settings, run, disclosure, flow, channels, templates, agents, contact, hold: null };
}

/** While a run is not running only answers to what was begun before, and its ending, may move a row. */
function mayAdvance({ execution }: RunFacts, { kind }: RowInput): boolean {
  if (execution.status === 'running') return true;
  return factual.has(kind) || kind === 'stop';
}

/** Nothing is begun any more: rows under way are ended, those not begun stay queued. */
function isOver({ execution: { status } }: RunFacts): boolean {
  return status === 'stopping' || status === 'stopped' || status === 'completed';
}

async function startInputs(
  facts: Facts,
  works: readonly Work[],
  runs: ReadonlyMap<string, RunFacts>,
): Promise<ReadonlyMap<Work, Extract<RowInput, { kind: 'started' }>['row']>> {
  const found = new Map<Work, Extract<RowInput, { kind: 'started' }>['row']>();
  for (const work of works) {
    const run = runs.get(work.executionId);
    if (work.source.kind !== 'start' || !run) continue;
    const { executionId, campaignId } = run.execution.started;
    const { n, batch, chunk, offset } = work.source;
    const row = await facts.rowSource.rowAt(run.execution.started, chunk, offset);
    if (!row) throw new Error(`Starting row ${n} of ${executionId}: part ${chunk} of its rows has no row ${offset}.`);
    const { line, contactId, phone, values } = row;
    found.set(work, { rowId: work.rowId, executionId, campaignId, n, line, batch, contactId, phone, values });
  }
  return found;
}

function inputOf(
  { source }: Work,
  start: Extract<RowInput, { kind: 'started' }>['row'] | undefined,
  contact: readonly { readonly event: { readonly type: string } }[],
): RowInput | null {
  if (source.kind === 'input') return source.input;
  if (source.kind === 'start') return start ? { kind: 'started', row: start } : null;
  const event = contact[source.revision]?.event as InboundReceived | undefined;
  if (event?.type !== 'InboundReceived') return null;
  const { providerId, channelId, receivedAt, text, button, optOut } = event.data;
  return { kind: 'reply', providerId, channelId, receivedAt, text, button, optOut };
}

async function append({ log, folds, now }: Parts, { work, fold, events }: Prepared): Promise<Verdict> {
  const { rowId, executionId, commandId, leaseUntil } = work;
  // Whoever stood still for so long has read what may no longer be so, and is not waited for any more.
  if (leaseUntil !== undefined && leaseUntil <= now()) return 'later';
  const provenance = { commandId, correlationId: executionId, by: 'system:runner', at: now() };
  try {
    await log.append(`row-${rowId}`, fold.revision < 0 ? 'no-stream' : fold.revision, events, provenance);
    folds.advanced(rowId, fold, events, commandId);
    return 'done';
  } catch (error) {
    folds.forget(rowId);
    if (error instanceof WrongExpectedRevision) return 'raced';
    if (isStoreAway(error)) return 'later';
    throw error;
  }
}

function errandsOf({ events, fold, run, recovered }: Prepared): Errand[] {
  const started =
    events[0]?.type === 'RowStarted' ? events[0].data : fold.row.status === 'queued' ? null : fold.row.started;
  const phone = started?.phone ?? null;
  if (phone === null) return [];
  const known = fold.row.status === 'open' ? fold.row.providerIds : [];
  return events.flatMap((event) => {
    switch (event.type) {
      case 'AttemptIntended':
      case 'CallIntended':
      case 'TransferIntended':
      case 'CallReleased':
        return [{ event, phone, run, recovered, known }];
      case 'RowStarted':
      case 'ContactDecided':
      case 'CallConcluded':
      case 'TransferConcluded':
      case 'AttemptAccepted':
      case 'AttemptFailed':
      case 'AttemptAbsent':
      case 'AttemptInDoubt':
      case 'ReplyReceived':
      case 'RowMoved':
      case 'RowEnded':
        return [];
    }
  });
}
