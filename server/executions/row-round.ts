import { sql } from 'kysely';
import type { InboundReceived } from '#contracts/contact/events';
import type { Instant, Provenance } from '#contracts/kernel/event';
import { advance } from '#contracts/row/advance';
import type { AttemptIntended, FailureClass, RowEvent } from '#contracts/row/events';
import type { RowInput } from '#contracts/row/input';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { Facts, RunFacts } from './facts.ts';
import type { RowFold, RowFolds } from './row-folds.ts';

/** An input on its way to a row: known already, or still to be read from where it stands. */
export type Work = {
  readonly rowId: string;
  readonly executionId: string;
  /** Tells the same input twice; also the command id of the events it causes. */
  readonly commandId: string;
  readonly causationId?: string;
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

/** A message that is now to be handed to a carrier; its intent stands in the log. */
export type Errand = { readonly attempt: AttemptIntended['data']; readonly phone: string; readonly run: RunFacts };

/** done: applied, or nothing to do any more. later: not now, ask again. raced: somebody was faster, ask again at once. */
export type Verdict = 'done' | 'later' | 'raced';

export type RoundResult = { readonly verdicts: ReadonlyMap<Work, Verdict>; readonly errands: readonly Errand[] };

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly facts: Facts;
  readonly folds: RowFolds;
  readonly now: () => Instant;
};

type Prepared = {
  readonly work: Work;
  readonly fold: RowFold;
  readonly run: RunFacts;
  readonly input: RowInput;
  readonly events: readonly RowEvent[];
};

/**
 * Applies a round of inputs, each to its row: read, advance, append at the exact revision, all rows at once so that
 * they share their commits. Of several inputs to one row the first is taken and the others are `raced`.
 */
export async function applyRound(parts: Parts, works: readonly Work[]): Promise<RoundResult> {
  const verdicts = new Map<Work, Verdict>(works.map((work) => [work, 'raced']));
  const first = [...new Map(works.toReversed().map((work) => [work.rowId, work])).values()];
  const prepared = await prepare(parts, first, verdicts);
  const allowed = await guard(parts, prepared, verdicts);
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
  const at = now();
  return works.flatMap((work) => {
    const run = runs.get(work.executionId);
    const fold = rows.get(work.rowId);
    if (!run || !fold || fold.taken.has(work.commandId)) return settle(verdicts, work, 'done');
    const contact = contactOf(contactIdOf(work));
    const input = inputOf(work, starts.get(work), contact.history);
    if (!input) return settle(verdicts, work, 'done');
    if (!mayAdvance(run, input)) return settle(verdicts, work, 'later');
    const { execution, flow, channels, templates } = run;
    const context = { at, settings: execution.started.settings, flow, channels, templates, contact: contact.state };
    const events = advance(fold.row, input, context);
    if (events.length > 0) return [{ work, fold, run, input, events }];
    // A row that is being written to cannot be stopped before its answer is known.
    return settle(verdicts, work, input.kind === 'stop' && fold.row.status === 'open' ? 'later' : 'done');
  });
}

function settle(verdicts: Map<Work, Verdict>, work: Work, verdict: Verdict): [] {
  verdicts.set(work, verdict);
  return [];
}

/** While a run is not running only answers to what was begun before, and its ending, may move a row. */
function mayAdvance({ execution }: RunFacts, { kind }: RowInput): boolean {
  if (execution.status === 'running') return true;
  return kind !== 'started' && kind !== 'reply' && kind !== 'timeout' && kind !== 'undelivered';
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
    const { executionId, campaignId, dataSetId } = run.execution.started;
    const { n, batch, chunk, offset } = work.source;
    const row = (await facts.chunk(dataSetId, chunk))?.accepted[offset];
    if (!row)
      throw new Error(
        `Starting row ${n} of ${executionId}: chunk ${chunk} of the data set ${dataSetId} has no accepted row ${offset}.`,
      );
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

/** Lets only those write to a person whom no other row is writing to through the same channel. */
async function guard(
  { db, now }: Parts,
  prepared: readonly Prepared[],
  verdicts: Map<Work, Verdict>,
): Promise<readonly Prepared[]> {
  const intents = prepared.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'AttemptIntended' ? [event.data] : [])),
  );
  if (intents.length === 0) return prepared;
  const rows = intents.map(({ channelId, contactId, attemptId, rowId, executionId }) => ({
    channel_id: channelId,
    contact_id: contactId,
    attempt_id: attemptId,
    row_id: rowId,
    execution_id: executionId,
  }));
  const { rows: free } = await sql<{ attempt_id: string }>`
    insert into run.open_attempt(channel_id, contact_id, attempt_id, row_id, execution_id, since)
    select distinct on (channel_id, contact_id) channel_id, contact_id, attempt_id, row_id, execution_id, ${now()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(channel_id uuid, contact_id text, attempt_id text, row_id text, execution_id uuid)
    on conflict (channel_id, contact_id) do update set attempt_id = excluded.attempt_id, since = excluded.since
      where open_attempt.row_id = excluded.row_id
    returning attempt_id`.execute(db.derived);
  const mine = new Set(free.map((row) => row.attempt_id));
  return prepared.filter(({ work, events }) => {
    const intent = events.find((event) => event.type === 'AttemptIntended');
    if (!intent || mine.has(intent.data.attemptId)) return true;
    verdicts.set(work, 'later');
    return false;
  });
}

async function append({ log, folds, now }: Parts, { work, fold, events }: Prepared): Promise<Verdict> {
  const { rowId, executionId, commandId, causationId } = work;
  const about = { commandId, correlationId: executionId, by: 'system:runner', at: now() };
  const provenance: Provenance = causationId === undefined ? about : { ...about, causationId };
  try {
    await log.append(`row-${rowId}`, fold.revision < 0 ? 'no-stream' : fold.revision, events, provenance);
    folds.advanced(rowId, fold, events, commandId);
    return 'done';
  } catch (error) {
    folds.forget(rowId);
    if (error instanceof WrongExpectedRevision) return 'raced';
    if (error instanceof AppendOutcomeUnknown) return 'later';
    throw error;
  }
}

function errandsOf({ events, fold, run }: Prepared): Errand[] {
  return events.flatMap((event) => {
    if (event.type !== 'AttemptIntended') return [];
    const started =
      events[0]?.type === 'RowStarted' ? events[0].data : fold.row.status === 'queued' ? null : fold.row.started;
    return started?.phone ? [{ attempt: event.data, phone: started.phone, run }] : [];
  });
}

/** Our class of a provider's error code; the numbers are Twilio's (error dictionary), which the sandbox speaks too. */
export function failureClassOf(code: string): FailureClass {
  return classes[code] ?? 'unknown';
}

const classes: Readonly<Record<string, FailureClass>> = {
  '21211': 'invalidNumber',
  '21614': 'invalidNumber',
  '21610': 'optedOut',
  '63003': 'notOnWhatsApp',
  '63024': 'notOnWhatsApp',
  '63016': 'windowClosed',
  '63018': 'rateLimited',
  '63033': 'optedOut',
  '63007': 'configuration',
  '63027': 'configuration',
  '63028': 'configuration',
  '21656': 'content',
  '63012': 'carrier',
};
