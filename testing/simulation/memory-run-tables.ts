import type { Instant } from '#contracts/kernel/event';
import { heldWhilePaused, type Dispatch, type DispatchKey, type Leased } from '#server/executions/dispatch';
import type { OpenRowChanges, OpenRowRecord } from '#server/executions/open-rows';
import { dayMs, paceChannel, type Asking, type Contacted, type KeptPace, type Pace } from '#server/executions/pace';
import type { RunRecord, Upheaval } from '#server/executions/run-record';
import type { DispatchBatch, DispatchChanges, Guard, RunTables } from '#server/executions/run-tables';

type Kept = Dispatch & { dueAt: Instant; held: boolean; leaseUntil: Instant | null };
type HeldGuard = Guard & { readonly since: Instant };

const keyOf = ({ subject, inputId }: DispatchKey): string => `${subject} ${inputId}`;
const pairOf = ({ channelId, contactId }: Pick<Guard, 'channelId' | 'contactId'>): string =>
  `${channelId} ${contactId}`;

/** What is to be done, in memory: what the tables of `run` hold, and nothing else. */
export class MemoryRunTables implements RunTables, DispatchBatch {
  readonly dispatches = new Map<string, Kept>();
  readonly open = new Map<string, OpenRowRecord>();
  readonly records = new Map<string, RunRecord>();
  readonly guards = new Map<string, HeldGuard>();
  private readonly paced = new Map<string, { kept: KeptPace | null; contacts: Map<string, Contacted> }>();
  private readonly shuffle: <T>(of: readonly T[]) => readonly T[];

  /** `shuffle`: in what order those come that are due at the same time. */
  constructor(shuffle: <T>(of: readonly T[]) => readonly T[] = (of) => of) {
    this.shuffle = shuffle;
  }

  claim({ now, leaseUntil, most }: Parameters<RunTables['claim']>[0]): Promise<Leased[]> {
    const due = [...this.dispatches.values()].filter(
      (each) => !each.held && each.dueAt <= now && (each.leaseUntil === null || each.leaseUntil < now),
    );
    const taken = this.shuffle(due)
      .toSorted((left, right) => (left.dueAt < right.dueAt ? -1 : left.dueAt > right.dueAt ? 1 : 0))
      .slice(0, most);
    for (const each of taken) each.leaseUntil = leaseUntil;
    return Promise.resolve(taken.map(({ held: _held, ...each }) => ({ ...each, leaseUntil })));
  }

  remove(done: readonly DispatchKey[]): Promise<void> {
    for (const each of done) this.dispatches.delete(keyOf(each));
    return Promise.resolve();
  }

  postpone(postponed: readonly (DispatchKey & { readonly until: Instant })[]): Promise<void> {
    for (const { until, ...key } of postponed) {
      const kept = this.dispatches.get(keyOf(key));
      if (kept) Object.assign(kept, { leaseUntil: null, dueAt: until });
    }
    return Promise.resolve();
  }

  guard(guards: readonly Guard[], since: Instant): Promise<ReadonlySet<string>> {
    const mine = new Set<string>();
    const asked = new Set<string>();
    for (const guard of guards) {
      const pair = pairOf(guard);
      const known = this.guards.get(pair);
      if (asked.has(pair) || (known && known.rowId !== guard.rowId)) continue;
      asked.add(pair);
      this.guards.set(pair, { ...guard, executionId: known?.executionId ?? guard.executionId, since });
      mine.add(guard.attemptId);
    }
    return Promise.resolve(mine);
  }

  oldGuards(before: Instant): Promise<readonly Pick<Guard, 'attemptId' | 'rowId' | 'channelId'>[]> {
    const old = [...this.guards.values()].filter(({ since }) => since < before);
    return Promise.resolve(
      old.slice(0, 500).map(({ attemptId, rowId, channelId }) => ({ attemptId, rowId, channelId })),
    );
  }

  giveBack(attemptIds: readonly string[], before: Instant): Promise<void> {
    this.letGo(({ attemptId, since }) => attemptIds.includes(attemptId) && since < before);
    return Promise.resolve();
  }

  inFlight(executionId: string, now: Instant): Promise<number> {
    const guards = [...this.guards.values()].filter((guard) => guard.executionId === executionId);
    const leased = [...this.dispatches.values()].filter(
      (each) =>
        each.executionId === executionId &&
        each.subject !== executionId &&
        each.kind !== 'stop' &&
        each.leaseUntil !== null &&
        each.leaseUntil > now,
    );
    return Promise.resolve(guards.length + leased.length);
  }

  // As the dispatcher asks (rows of contacts), and as the runner does (how many of a run).
  openRows(executionId: string): Promise<number>;
  openRows(contactIds: readonly string[], rowIds: readonly string[]): Promise<readonly OpenRowRecord[]>;
  openRows(of: string | readonly string[], rowIds: readonly string[] = []): Promise<number | readonly OpenRowRecord[]> {
    const rows = [...this.open.values()];
    if (typeof of === 'string') return Promise.resolve(rows.filter(({ executionId }) => executionId === of).length);
    return Promise.resolve(rows.filter(({ contactId, rowId }) => of.includes(contactId) || rowIds.includes(rowId)));
  }

  endedRows(executionId: string): Promise<number> {
    return Promise.resolve(this.records.get(executionId)?.ended ?? 0);
  }

  askPace(now: Instant, asking: readonly Asking[]): Promise<readonly Pace[]> {
    const answers: Pace[] = asking.map(() => ({ pace: 'go' }));
    const byChannel = Map.groupBy(asking.keys(), (index) => asking[index]?.channel.channelId ?? '');
    for (const indexes of byChannel.values()) {
      const paces = this.paceOf(
        indexes.flatMap((index) => asking[index] ?? []),
        now,
      );
      indexes.forEach((index, i) => {
        const pace = paces[i];
        if (pace) answers[index] = pace;
      });
    }
    return Promise.resolve(answers);
  }

  runs(executionIds: readonly string[]): Promise<Map<string, RunRecord>> {
    const found = executionIds.flatMap((id) => this.records.get(id) ?? []);
    return Promise.resolve(new Map(found.map((run) => [run.executionId, copyOf(run)])));
  }

  save(changes: DispatchChanges): Promise<void> {
    for (const key of changes.removed) this.dispatches.delete(keyOf(key));
    const moved = new Set(changes.movedRows);
    this.drop(({ subject, kind }) => kind === 'timeout' && moved.has(subject));
    this.saveRows(changes.rows);
    for (const run of changes.runs) this.records.set(run.executionId, copyOf(run));
    for (const upheaval of changes.upheavals) this.turnOver(upheaval);
    for (const dispatch of changes.put)
      if (!this.dispatches.has(keyOf(dispatch)))
        this.dispatches.set(keyOf(dispatch), { ...dispatch, leaseUntil: null });
    const [settled, taken] = [new Set(changes.settledAttempts), new Set(changes.takenMessages)];
    this.letGo(({ attemptId, kind }) => settled.has(attemptId) || (kind === 'message' && taken.has(attemptId)));
    return Promise.resolve();
  }

  /** When the next dispatch can be taken, or the next guard is to be looked at; null: there is none. */
  nextDue(): Instant | null {
    const due = [...this.dispatches.values()].flatMap(({ held, dueAt, leaseUntil }) =>
      held ? [] : [leaseUntil !== null && leaseUntil > dueAt ? leaseUntil : dueAt],
    );
    return due.toSorted()[0] ?? null;
  }

  private paceOf(asked: readonly Asking[], now: Instant): readonly Pace[] {
    const [channel] = asked.map((each) => each.channel);
    if (!channel) return [];
    const known = this.paced.get(channel.channelId) ?? { kept: null, contacts: new Map<string, Contacted>() };
    const since = new Date(Date.parse(now) - dayMs).toISOString();
    const firsts = [...known.contacts.values()].flatMap(({ firstAt }) =>
      firstAt !== null && firstAt > since ? [firstAt] : [],
    );
    const newcomers = { count: firsts.length, oldest: firsts.toSorted()[0] ?? null };
    const { paces, kept, went } = paceChannel(channel, asked, { ...known, newcomers }, Date.parse(now));
    for (const { contactId, isNew } of went)
      known.contacts.set(contactId, {
        at: now,
        firstAt: isNew ? now : (known.contacts.get(contactId)?.firstAt ?? null),
      });
    this.paced.set(channel.channelId, { ...known, kept });
    return paces;
  }

  private saveRows({ saved, removed, awaiting }: OpenRowChanges): void {
    for (const rowId of removed) this.open.delete(rowId);
    for (const [rowId, callChannelId] of awaiting) {
      const row = this.open.get(rowId);
      if (row) this.open.set(rowId, { ...row, callChannelId });
    }
    for (const row of saved) this.open.set(row.rowId, row);
  }

  private turnOver({ executionId, what, at }: Upheaval): void {
    const own = [...this.dispatches.values()].filter((each) => each.executionId === executionId);
    switch (what) {
      case 'hold':
      case 'release':
        for (const each of own) if (heldWhilePaused.includes(each.kind)) each.held = what === 'hold';
        return;
      case 'stop':
        this.drop(
          ({ leaseUntil, ...each }) =>
            each.executionId === executionId &&
            leaseUntil === null &&
            ['admit', 'start', 'timeout'].includes(each.kind),
        );
        for (const each of own) each.held = false;
        for (const row of this.open.values()) if (row.executionId === executionId) this.putStop(row, at);
        return;
      case 'forget':
        this.drop((each) => each.executionId === executionId);
        for (const row of this.open.values()) if (row.executionId === executionId) this.open.delete(row.rowId);
        this.records.delete(executionId);
    }
  }

  private putStop({ rowId, executionId }: OpenRowRecord, at: Instant): void {
    const stop = { subject: rowId, inputId: 'stop', executionId, kind: 'stop', dueAt: at, payload: {} } as const;
    if (!this.dispatches.has(keyOf(stop))) this.dispatches.set(keyOf(stop), { ...stop, held: false, leaseUntil: null });
  }

  private drop(which: (dispatch: Kept) => boolean): void {
    for (const [key, dispatch] of this.dispatches) if (which(dispatch)) this.dispatches.delete(key);
  }

  private letGo(which: (guard: HeldGuard) => boolean): void {
    for (const [pair, guard] of this.guards) if (which(guard)) this.guards.delete(pair);
  }
}

function copyOf(run: RunRecord): RunRecord {
  return { ...run, unstarted: new Map(run.unstarted) };
}
