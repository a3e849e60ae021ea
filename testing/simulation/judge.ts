import type { ContactEvent } from '#contracts/contact/events';
import type { ExecutionEvent } from '#contracts/execution/events';
import { execution } from '#contracts/execution/execution';
import { fold } from '#contracts/kernel/decider';
import type { RowEvent } from '#contracts/row/events';
import { attemptsIn, type Reached } from '#server/carriers/sandbox/ledger';
import type { World } from './world.ts';

/** An event with when it was committed and its place in the log. */
type At<E> = { readonly event: E; readonly at: number; readonly position: number };
type Data<T extends RowEvent['type']> = Extract<RowEvent, { type: T }>['data'];
type Intent = Data<'AttemptIntended'> | Data<'CallIntended'> | Data<'TransferIntended'>;

/** Something of ours that the carrier took, and when. */
type Taken = Reached & { readonly at: number; readonly head: number };

const intents = ['AttemptIntended', 'CallIntended', 'TransferIntended'] as const;

/** What a world did that it may not, in sentences; the carrier's book is the judge. */
export function judge(world: World, { stuck }: { readonly stuck: boolean }): string[] {
  const rows = rowsOf(world);
  const taken = world.book.flatMap(({ line, at, head }): Taken[] =>
    attemptsIn([line]).map((each) => ({ ...each, at, head })),
  );
  return [
    ...world.faults.map((fault) => `fault: ${fault.stack ?? fault.message}`),
    ...(stuck ? [`forgotten: ${unfinished(world, rows)}`] : []),
    ...twice(taken),
    ...[...rows].flatMap(([rowId, events]) => ofRow(world, { rowId, events, taken })),
    ...withoutIntent(rows, taken),
    ...overlapping(rows),
    ...suppressedAnyway(world, rows, taken),
    ...whilePaused(world, taken),
    ...decidedWhilePausing(world, rows),
    ...ofRuns(world, rows),
  ];
}

function rowsOf(world: World): ReadonlyMap<string, readonly At<RowEvent>[]> {
  const rows = new Map<string, At<RowEvent>[]>();
  world.store.all.forEach(({ stream, type, data }, i) => {
    if (!stream.startsWith('row-')) return;
    const rowId = stream.slice(4);
    const event = { event: { type, data } as RowEvent, at: world.committedAt[i] ?? 0, position: i };
    const known = rows.get(rowId);
    if (known) known.push(event);
    else rows.set(rowId, [event]);
  });
  return rows;
}

function intentsIn(events: readonly At<RowEvent>[]): At<Intent>[] {
  return events.flatMap(({ event, ...at }) =>
    (intents as readonly string[]).includes(event.type) ? [{ ...at, event: event.data as Intent }] : [],
  );
}

function twice(taken: readonly Taken[]): string[] {
  const seen = new Set<string>();
  return taken.flatMap(({ attemptId, what }) => {
    const again = seen.has(attemptId);
    seen.add(attemptId);
    return again ? [`twice at the carrier: ${what} ${attemptId}`] : [];
  });
}

/** Nothing reaches the carrier whose intent does not stand in the log already. */
function withoutIntent(rows: ReadonlyMap<string, readonly At<RowEvent>[]>, taken: readonly Taken[]): string[] {
  const intended = new Map([...rows.values()].flatMap(intentsIn).map((each) => [each.event.attemptId, each]));
  return taken.flatMap(({ attemptId, what, head }) => {
    const intent = intended.get(attemptId);
    return intent && intent.position < head ? [] : [`without an intent: ${what} ${attemptId}`];
  });
}

type OfRow = {
  readonly rowId: string;
  readonly events: readonly At<RowEvent>[];
  readonly taken: readonly Taken[];
};

function ofRow(world: World, row: OfRow): string[] {
  const { rowId, events } = row;
  const ends = events.filter(({ event }) => event.type === 'RowEnded');
  const decided = new Set(
    events.flatMap(({ event }) =>
      event.type === 'ContactDecided' && event.data.verdict === 'sent' ? [event.data.attemptId] : [],
    ),
  );
  return [
    ...(ends.length > 1 ? [`ended ${ends.length} times: ${rowId}`] : []),
    ...(ends.length === 1 && events.at(-1)?.event.type !== 'RowEnded' ? [`went on after its end: ${rowId}`] : []),
    ...events.flatMap(({ event }) =>
      event.type === 'RowEnded' && event.data.outcome !== 'completed' && event.data.reason === ''
        ? [`ended without a reason: ${rowId}`]
        : [],
    ),
    ...intentsIn(events).flatMap(({ event: { attemptId } }) =>
      decided.has(attemptId) ? [] : [`intended without a decision: ${attemptId}`],
    ),
    ...settledWrongly(world, row),
    ...visitedTwice(row),
  ];
}

/** What the row believes of an attempt is what the carrier's book says. */
function settledWrongly(world: World, { events, taken }: OfRow): string[] {
  return events.flatMap(({ event, at, position }) => {
    if (event.type === 'AttemptInDoubt' && world.provesAbsence && !event.data.sentence.includes('is gone'))
      return [`in doubt although absence can be proved: ${event.data.attemptId}`];
    if (event.type === 'AttemptAbsent') {
      const there = taken.find((each) => each.attemptId === event.data.attemptId && each.refused === null);
      return there ? [`absent, but the carrier took it: ${event.data.attemptId} (${at}, taken ${there.at})`] : [];
    }
    if (event.type !== 'AttemptAccepted' || event.data.via === 'person') return [];
    const { attemptId } = event.data;
    const mine = taken.filter((each) => each.attemptId === attemptId && each.head <= position);
    const listed = mine.filter((each) => each.at <= at - listAgeMs);
    return mine.some(({ providerId }) => providerId === event.data.providerId) ||
      (listed.length === 0 && isLookAlike(events, event.data, taken))
      ? []
      : [`took for its own what is not: ${attemptId} via ${event.data.via}`];
  });
}

/** A list may be so old when it is acted on. Milliseconds. */
const listAgeMs = 3_000;

type Opened = { readonly step: string; readonly attemptId: string };

/**
 * Two runs reached one person within the hour by which clocks may differ: nobody can tell from a list whose it was, while
 * the other's is not in it, or still lies before the carrier's doors.
 */
function isLookAlike(
  events: OfRow['events'],
  { attemptId, providerId }: Data<'AttemptAccepted'>,
  taken: readonly Taken[],
): boolean {
  const intent = intentsIn(events).find(({ event }) => event.attemptId === attemptId);
  const other = taken.find((each) => each.providerId === providerId);
  if (!intent || !other) return false;
  // The intent is dated before its guard was taken, which may have had to wait for the other's answer.
  return other.at <= intent.at && Date.parse(intent.event.intendedAt) - other.at <= 65 * 60_000;
}

/** One visit of a step contacts a person once; again only after it failed or provably never went out. */
function visitedTwice({ events, taken }: OfRow): string[] {
  const wrong: string[] = [];
  let open: readonly Opened[] = [];
  for (const { event } of events) {
    if ((intents as readonly string[]).includes(event.type)) {
      const { step, attemptId } = event.data as Intent;
      const before = open.filter((opened) => opened.step === step).map((opened) => opened.attemptId);
      if (taken.some((each) => before.includes(each.attemptId) && each.refused === null))
        wrong.push(`contacted twice in one visit of ${step}: ${attemptId}`);
      open = [{ step, attemptId }];
    }
    if (event.type === 'AttemptFailed' || event.type === 'AttemptAbsent') open = [];
    if (event.type === 'CallConcluded' && event.data.result !== 'answered') open = [];
    if (event.type === 'RowMoved' && event.data.path.length > 0) open = [];
  }
  return wrong;
}

/** Never two open messages or calls for one sender and one person, of whatever rows. */
function overlapping(rows: ReadonlyMap<string, readonly At<RowEvent>[]>): string[] {
  const spans = [...rows.values()].flatMap((events) =>
    events.flatMap(({ event, position }) => {
      if (event.type !== 'AttemptIntended' && event.type !== 'CallIntended') return [];
      const { attemptId, channelId, contactId, rowId } = event.data;
      const ends: readonly string[] = [
        ...['AttemptFailed', 'AttemptAbsent', 'AttemptInDoubt', 'CallConcluded'],
        ...(event.type === 'AttemptIntended' ? ['AttemptAccepted'] : []),
      ];
      const over = events.find(
        (each) => ends.includes(each.event.type) && (each.event.data as { attemptId?: string }).attemptId === attemptId,
      );
      return [{ pair: `${channelId} ${contactId}`, rowId, attemptId, from: position, to: over?.position ?? Infinity }];
    }),
  );
  return [...Map.groupBy(spans, ({ pair }) => pair).values()].flatMap((together) => {
    const ordered = together.toSorted((left, right) => left.from - right.from);
    return ordered.flatMap((span, i) => {
      const next = ordered[i + 1];
      return next && next.from < span.to && next.rowId !== span.rowId
        ? [`two open attempts for one person: ${span.attemptId} and ${next.attemptId}`]
        : [];
    });
  });
}

/** Whoever asked to be left alone before the decision was made is left alone. */
function suppressedAnyway(
  world: World,
  rows: ReadonlyMap<string, readonly At<RowEvent>[]>,
  taken: readonly Taken[],
): string[] {
  const reached = new Map(taken.map((each) => [each.attemptId, each]));
  return [...rows.values()].flatMap(intentsIn).flatMap(({ event: intent }) => {
    const there = reached.get(intent.attemptId);
    // Who calls us, and whoever is put through, is not contacted anew.
    if (!there || there.what === 'answer' || there.what === 'transfer') return [];
    const decidedAt = Date.parse(intent.intendedAt);
    const stopped = isSuppressed(world, intent.contactId, decidedAt);
    return stopped ? [`contacted after being ${stopped}: ${intent.attemptId}`] : [];
  });
}

function isSuppressed(world: World, contactId: string, before: number): string | null {
  let suppressed: string | null = null;
  world.store.all.forEach(({ stream, type, data }, i) => {
    if (stream !== `contact-${contactId}` || (world.committedAt[i] ?? 0) >= before) return;
    const event = { type, data } as ContactEvent;
    if (event.type === 'ContactSuppressed') suppressed ??= event.data.cause;
    if (event.type === 'ContactForgotten') suppressed = 'forgotten';
    if (event.type === 'ContactUnsuppressed') suppressed = null;
  });
  return suppressed;
}

/** From when a run has paused until it is resumed, and after it has stopped, nothing of it reaches the carrier. */
function whilePaused(world: World, taken: readonly Taken[]): string[] {
  const still = new Map<string, { from: number; to: number; what: string }[]>();
  world.store.all.forEach(({ type, data }, i) => {
    const { executionId } = data as { executionId: string };
    const spans = still.get(executionId) ?? [];
    still.set(executionId, spans);
    if (['ExecutionPaused', 'ExecutionStopped', 'ExecutionCompleted'].includes(type))
      spans.push({ from: i + 1, to: Infinity, what: type });
    const last = spans.at(-1);
    if (type === 'ExecutionResumed' && last) last.to = Math.min(last.to, i + 1);
  });
  return taken.flatMap(({ attemptId, what, head }) => {
    const span = still.get(attemptId.slice(0, 36))?.find(({ from, to }) => head >= from && head < to);
    return span ? [`${what} after ${span.what}: ${attemptId}`] : [];
  });
}

/** From the moment in which a pause or a stop is asked for nobody is newly contacted. */
function decidedWhilePausing(world: World, rows: ReadonlyMap<string, readonly At<RowEvent>[]>): string[] {
  const asked = new Map<string, { from: number; to: number }[]>();
  world.store.all.forEach(({ type, data }, i) => {
    const { executionId } = data as { executionId: string };
    const spans = asked.get(executionId) ?? [];
    asked.set(executionId, spans);
    const at = world.committedAt[i] ?? 0;
    if (type === 'ExecutionPauseAsked' || type === 'ExecutionStopAsked') spans.push({ from: at, to: Infinity });
    if (type === 'ExecutionResumed') for (const span of spans) span.to = Math.min(span.to, at);
  });
  return [...rows.values()].flatMap((events) =>
    events.flatMap(({ event }) => {
      if (event.type !== 'AttemptIntended' && event.type !== 'CallIntended') return [];
      const { executionId, attemptId, intendedAt } = event.data;
      const at = Date.parse(intendedAt);
      const span = asked.get(executionId)?.some(({ from, to }) => at > from && at < to);
      return span ? [`decided while pausing or stopping: ${attemptId}`] : [];
    }),
  );
}

function ofRuns(world: World, rows: ReadonlyMap<string, readonly At<RowEvent>[]>): string[] {
  return world.scene.runs.flatMap(({ executionId, campaignId, rows: all }) => {
    const history = world.store.eventsOf(`execution-${executionId}`).map((each) => each as unknown as ExecutionEvent);
    const state = fold(execution, history);
    const own = [...rows].filter(([rowId]) => rowId.startsWith(executionId));
    const ended = own.filter(([, events]) => events.at(-1)?.event.type === 'RowEnded').length;
    const last = history.at(-1);
    // A world that happened too much for its end to be waited for may just have come to telling it.
    const told =
      world.store.eventsOf(`campaign-${campaignId}`).some(({ type }) => type === 'CampaignExecutionEnded') ||
      [...world.tables.dispatches.values()].some(
        ({ subject, kind }) => subject === executionId && kind === 'endOfCampaignRun',
      );
    return [
      ...(state.status === 'completed' && ended !== all.length
        ? [`completed with ${ended} of ${all.length} rows ended: ${executionId}`]
        : []),
      ...(state.status === 'stopped' && ended !== own.length
        ? [`stopped with ${own.length - ended} rows open: ${executionId}`]
        : []),
      ...(last && 'ended' in last.data && last.data.ended !== ended
        ? [`says ${last.data.ended} rows ended, and ${ended} did: ${executionId}`]
        : []),
      ...(told || (state.status !== 'completed' && state.status !== 'stopped')
        ? []
        : [`ended, and its campaign was not told: ${executionId}`]),
    ];
  });
}

function unfinished(world: World, rows: ReadonlyMap<string, readonly At<RowEvent>[]>): string {
  const runs = world.scene.runs.map(({ executionId }) => {
    const history = world.store.eventsOf(`execution-${executionId}`).map((each) => each as unknown as ExecutionEvent);
    const open = [...rows].filter(
      ([rowId, events]) => rowId.startsWith(executionId) && events.at(-1)?.event.type !== 'RowEnded',
    );
    const states = open.map(([rowId, events]) => {
      const last = events.slice(-3).map(({ event }) => event.type);
      const asked = [...world.tables.dispatches.values()].filter(({ subject }) => subject === rowId);
      return `${rowId.slice(36)} …${last.join(', ')} [${asked.map(({ inputId, held }) => `${inputId}${held ? ' held' : ''}`).join('; ')}]`;
    });
    return `${executionId} is ${fold(execution, history).status}: ${states.join(' / ')}`;
  });
  return runs.join('; ');
}
