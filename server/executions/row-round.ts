import type { Contact } from '#contracts/contact/contact';
import type { InboundReceived } from '#contracts/contact/events';
import type { Recovered } from '#contracts/contact/recovered';
import type { Instant, Provenance } from '#contracts/kernel/event';
import { advance } from '#contracts/row/advance';
import { isWindowOpen } from '#contracts/row/gate';
import type { AttemptIntended, CallIntended, CallReleased, RowEvent, TransferIntended } from '#contracts/row/events';
import type { Hold, RowContext, RowInput } from '#contracts/row/input';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import { isStoreAway } from '#server/engine/eventstore/store-watch';
import type { Log } from '#server/engine/log/log';
import type { Leased } from './dispatch.ts';
import type { Facts, RunFacts } from './facts.ts';
import type { Asking } from './pace.ts';
import type { RowFold, RowFolds } from './row-folds.ts';
import type { RunTables } from './run-tables.ts';

/** An input on its way to a row: known already, or still to be read from where it stands. */
export type Work = {
  readonly rowId: string;
  readonly executionId: string;
  /** Tells the same input twice; also the command id of the events it causes. */
  readonly commandId: string;
  readonly causationId?: string;
  /** Until when it is ours to apply: somebody else may take it then. Absent: nobody else knows of it. */
  readonly leaseUntil?: Instant;
  readonly source:
    | { readonly kind: 'input'; readonly input: RowInput }
    | {
        readonly kind: 'start';
        readonly n: number;
        readonly batch: number;
        readonly chunk: number;
        readonly offset: number;
      }
    | { readonly kind: 'reply'; readonly contactId: string; readonly revision: number };
};

/** An input's identity; what it is about is part of it, so that two waits of a row are two inputs. */
export function workFrom(
  { subject, executionId, inputId, leaseUntil }: Pick<Leased, 'subject' | 'executionId' | 'inputId' | 'leaseUntil'>,
  source: Work['source'],
): Work {
  return { rowId: subject, executionId, commandId: `${subject} ${inputId}`, leaseUntil, source };
}

/** These tell what has happened: they are recorded at once, whatever they lead to has to wait or not. */
const factual: ReadonlySet<RowInput['kind']> = new Set([
  ...(['accepted', 'refused', 'absent', 'inDoubt', 'resolved', 'callConcluded', 'transferConcluded'] as const),
]);

/** Nobody waits to be answered until a run goes on. */
const soon: ReadonlySet<RowInput['kind']> = new Set(['inboundCall', 'ringing'] as const);

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

/**
 * done: applied, or nothing to do any more. later: not now, ask again; an instant: ask again then. raced: somebody was
 * faster, ask again at once.
 */
export type Verdict = 'done' | 'later' | 'raced' | { readonly until: Instant };

export type RoundResult = { readonly verdicts: ReadonlyMap<Work, Verdict>; readonly errands: readonly Errand[] };

type Parts = {
  readonly log: Log;
  readonly tables: RunTables;
  readonly facts: Facts;
  readonly folds: RowFolds;
  readonly now: () => Instant;
};

type Prepared = {
  readonly work: Work;
  readonly fold: RowFold;
  readonly run: RunFacts;
  readonly input: RowInput;
  readonly context: RowContext;
  readonly events: readonly RowEvent[];
  readonly recovered: readonly Recovered[];
};

/**
 * Applies a round of inputs, each to its row: read, advance, append at the exact revision, all rows at once so that
 * they share their commits. Of several inputs to one row the first is taken and the others are `raced`.
 */
export async function applyRound(parts: Parts, works: readonly Work[]): Promise<RoundResult> {
  const verdicts = new Map<Work, Verdict>(works.map((work) => [work, 'raced']));
  const first = [...new Map(works.toReversed().map((work) => [work.rowId, work])).values()];
  const prepared = await prepare(parts, first, verdicts);
  const paced = await pace(parts, prepared, verdicts);
  const allowed = await guard(parts, paced, verdicts);
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

function settle(verdicts: Map<Work, Verdict>, work: Work, verdict: Verdict): [] {
  verdicts.set(work, verdict);
  return [];
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
    const { contactId, phone, values } = row;
    found.set(work, { rowId: work.rowId, executionId, campaignId, n, batch, contactId, phone, values });
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

/** Lets nobody be contacted faster than the channel, the person and the sender's limits allow. */
async function pace(
  { tables, now }: Parts,
  prepared: readonly Prepared[],
  verdicts: Map<Work, Verdict>,
): Promise<readonly Prepared[]> {
  const asking = prepared.flatMap((each): (Asking & { readonly of: Prepared })[] => {
    const intent = each.run.execution.started.settings.pacing === 'none' ? undefined : intentOf(each.events);
    const channel = each.run.channels.find(({ channelId }) => channelId === intent?.data.channelId);
    if (!intent || !channel || (intent.type === 'CallIntended' && intent.data.direction === 'inbound')) return [];
    const initiates = intent.type === 'AttemptIntended' && !isWindowOpen(each.context, channel.channelId);
    const { timeScale } = each.context.settings;
    return [{ of: each, channel, contactId: intent.data.contactId, initiates, timeScale }];
  });
  if (asking.length === 0) return prepared;
  const answers = await tables.askPace(now(), asking);
  const paceOf = new Map(asking.map((each, i) => [each.of, answers[i]]));
  return prepared.flatMap((each) => {
    const answer = paceOf.get(each);
    if (!answer || answer.pace === 'go') return [each];
    if (answer.pace === 'hold') return [held(each, answer.hold)];
    if (factual.has(each.input.kind)) return [held(each, { reason: 'ChannelRate', until: answer.until })];
    return settle(verdicts, each.work, { until: answer.until });
  });
}

/** The same once more, knowing that the contact it led to has to wait. */
function held(prepared: Prepared, hold: Hold): Prepared {
  const context = { ...prepared.context, hold };
  return { ...prepared, context, events: advance(prepared.fold.row, prepared.input, context) };
}

/** Who is about to be written to or called. */
function intentOf(events: readonly RowEvent[]): AttemptIntended | CallIntended | undefined {
  return events.find((event) => event.type === 'AttemptIntended' || event.type === 'CallIntended');
}

/** How long somebody waits whom another row is contacting at this moment. Milliseconds. */
const busyMs = 2_000;

const kinds = { AttemptIntended: 'message', CallIntended: 'call', TransferIntended: 'transfer' } as const;

/** Lets only those contact a person whom no other row is contacting through the same channel. */
async function guard(
  { tables, now }: Parts,
  prepared: readonly Prepared[],
  verdicts: Map<Work, Verdict>,
): Promise<readonly Prepared[]> {
  const intents = prepared.flatMap(
    ({ events }) => intentOf(events) ?? events.find((event) => event.type === 'TransferIntended') ?? [],
  );
  if (intents.length === 0) return prepared;
  const guards = intents.map(({ type, data: { channelId, contactId, attemptId, rowId, executionId } }) => ({
    ...{ channelId, contactId, attemptId, rowId, executionId },
    kind: kinds[type],
  }));
  const mine = await tables.guard(guards, now());
  return prepared.flatMap((each) => {
    const intent = intentOf(each.events);
    if (!intent || mine.has(intent.data.attemptId)) return [each];
    if (!factual.has(each.input.kind)) return settle(verdicts, each.work, 'later');
    const until = new Date(Date.parse(now()) + busyMs).toISOString();
    return [held(each, { reason: 'ContactBusy', until })];
  });
}

async function append({ log, folds, now }: Parts, { work, fold, events }: Prepared): Promise<Verdict> {
  const { rowId, executionId, commandId, causationId, leaseUntil } = work;
  // Whoever stood still for so long has read what may no longer be so, and is not waited for any more.
  if (leaseUntil !== undefined && leaseUntil <= now()) return 'later';
  const about = { commandId, correlationId: executionId, by: 'system:runner', at: now() };
  const provenance: Provenance = causationId === undefined ? about : { ...about, causationId };
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
