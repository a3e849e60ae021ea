import type { Callback } from '#contracts/callback/callback';
import type { Carrier } from '#contracts/carrier';
import type { ContactForgotten } from '#contracts/contact/events';
import type { Recorded } from '#contracts/kernel/event';
import { personalFields } from '#contracts/registry';
import { createIngest } from '#server/callbacks/ingest';
import { memoryLedger, type Line } from '#server/carriers/sandbox/ledger';
import { createSandboxCarrier } from '#server/carriers/sandbox/sandbox-carrier';
import { openSandboxWorld } from '#server/carriers/sandbox/sandbox-world';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { createLog } from '#server/engine/log/create-log';
import { subjectIds } from '#server/engine/log/subject-ids';
import type { Log } from '#server/engine/log/log';
import { handledOf } from '#server/engine/subscriptions/follow';
import { dispatchBatch, dispatcher } from '#server/executions/dispatcher';
import type { RunTables } from '#server/executions/run-tables';
import { createWorker } from '#server/executions/worker';
import { uuidOf, type Chance } from './chance.ts';
import { carrierDoor, storeDoor, tablesDoor } from './doors.ts';
import { MemoryEventStore } from './memory-event-store.ts';
import { memoryKeyRing } from './memory-key-ring.ts';
import { MemoryRunTables } from './memory-run-tables.ts';
import { Process } from './process.ts';
import { drawScene, record, type Scene } from './scene.ts';
import { VirtualTime } from './virtual-time.ts';
import { drawDisturbances, drawWeather, type Weather } from './weather.ts';

/** Something of the product that was made worse on purpose, to see whether the simulation notices. */
export type Sabotage = {
  readonly store?: (store: EventStore) => EventStore;
  readonly tables?: (tables: RunTables) => RunTables;
  readonly carrier?: (carrier: Carrier) => Carrier;
};

/** A line of the carrier's book: when it was written, and how many events there were then. */
export type Entry = { readonly line: Line; readonly at: number; readonly head: number };

const start = '2026-11-24T12:00:00.000Z';

/** A whole product in memory: its processes, its log, its tables, a carrier with people, and one clock for all of them. */
export class World {
  readonly time = new VirtualTime(start);
  readonly store = new MemoryEventStore();
  readonly book: Entry[] = [];
  /** Faults that no weather explains. */
  readonly faults: Error[] = [];
  readonly scene: Scene;
  readonly weather: Weather;
  readonly provesAbsence: boolean;
  tables: MemoryRunTables;
  /** When each event of the log was committed. */
  readonly committedAt: number[] = [];
  readonly chance: Chance;
  private checkpoint = 0;
  private forgottenUpTo = 0;
  private readonly keyRing = memoryKeyRing();
  private readonly sabotage: Sabotage;
  private readonly carrier: Carrier;
  private readonly sleepers = new Set<() => void>();
  private readonly callers = new Map<Process, Set<(fault: Error) => void>>();
  private api: Process;
  private named = 0;

  constructor(seed: string, chance: Chance, sabotage: Sabotage) {
    this.chance = chance;
    this.sabotage = sabotage;
    this.scene = drawScene(seed, chance.branch('scene'));
    this.weather = drawWeather(chance.branch('weather'));
    this.provesAbsence = chance.happens(0.7);
    this.tables = new MemoryRunTables((all) => chance.shuffle(all));
    this.api = this.newProcess('api');
    this.carrier = this.openCarrier(seed);
  }

  /** A log as a process sees it; without one, as those do who stand outside of the world. */
  logOf(process?: Process): Log {
    const store = process ? storeDoor(this.watched(), this.doorOf(process)) : this.watched();
    return createLog({
      store: this.sabotage.store?.(store) ?? store,
      keyRing: this.keyRing,
      personal: personalFields,
    });
  }

  async begin(): Promise<void> {
    await record(this.logOf(), this.scene, start);
  }

  newProcess(name: string): Process {
    this.named += 1;
    return new Process(`${name} ${this.named}`, this.time, this.chance);
  }

  /** A process that takes what is due and does it, until it dies. */
  startRunner(): Process {
    const process = this.newProcess('runner');
    const tables = tablesDoor(this.tablesOf(), this.doorOf(process));
    const carrier = carrierDoor(this.carrier, { ...this.doorOf(process), time: this.time });
    const worker = createWorker({
      log: this.logOf(process),
      tables: this.sabotage.tables?.(tables) ?? tables,
      carriers: new Map([['sandbox', this.sabotage.carrier?.(carrier) ?? carrier]]),
      failedRowsOf: () => Promise.resolve([]),
      now: () => this.time.instant(),
      elapsed: () => this.time.now(),
      report: (fault) => this.note(fault),
      gather: () => process.sleep(0),
    });
    const loop = async (): Promise<void> => {
      while (process.alive) {
        const more = await worker.turn().catch((fault: unknown) => this.note(fault as Error));
        if (more !== true) await this.nap(process);
      }
    };
    const sweep = async (): Promise<void> => {
      while (process.alive) {
        await process.sleep(20_000);
        while (this.tables.guards.size === 0) await this.nap(process);
        await worker.sweep().catch((fault: unknown) => this.note(fault as Error));
      }
    };
    void loop();
    void loop();
    void sweep();
    return process;
  }

  /** Lets the API die under whoever calls it, and starts another. */
  restartApi(): void {
    const callers = this.callers.get(this.api) ?? new Set();
    this.api.kill();
    this.callers.delete(this.api);
    this.api = this.newProcess('api');
    for (const fail of callers) fail(new Error('The API went away.'));
  }

  /** A callback comes in; resolves when it is durable. */
  async deliver(callback: Callback): Promise<void> {
    const process = this.api;
    const callers = this.callers.get(process) ?? new Set();
    this.callers.set(process, callers);
    const { promise: gone, reject } = Promise.withResolvers<never>();
    callers.add(reject);
    const ingest = createIngest({
      log: this.logOf(process),
      contactIdOf: subjectIds(this.scene.secret),
      channelByNumber: (kind, _provider, number) => {
        const channel = this.scene[kind];
        return Promise.resolve(channel.number === number ? channel.channelId : null);
      },
      now: () => this.time.instant(),
    });
    await Promise.race([ingest(callback), gone]).finally(() => callers.delete(reject));
  }

  /** The dispatcher, which goes after the log at its own pace and keeps its place together with what it writes. */
  async follow(lag: () => number): Promise<void> {
    for (;;) {
      await this.time.sleep(lag());
      while (this.checkpoint >= this.store.all.length) await this.newEvents();
      const size = this.chance.happens(0.3) ? 1 : this.chance.between(1, 50);
      const batch = this.events(this.checkpoint, this.checkpoint + size);
      const handled = handledOf(dispatcher, batch, this.checkpoint);
      if (handled.length > 0) await dispatchBatch(handled, this.tables);
      this.checkpoint += batch.length;
      this.changed();
    }
  }

  /** Throws the keys of forgotten people away, some time after they asked for it. */
  async forget(lag: () => number): Promise<void> {
    for (;;) {
      await this.newEvents();
      await this.time.sleep(lag());
      for (; this.forgottenUpTo < this.store.all.length; this.forgottenUpTo += 1) {
        const event = this.store.all[this.forgottenUpTo];
        if (event?.type === 'ContactForgotten')
          await this.keyRing.forget((event.data as ContactForgotten['data']).contactId);
      }
    }
  }

  /** The whole log, opened by nobody: ids and instants are all that is looked at. */
  events(from = 0, to = Infinity): readonly Recorded[] {
    return this.store.all.slice(from, to).map(({ type, data, meta, id, stream, revision, position }) => ({
      ...meta,
      ...{ event: { type, data }, id, stream, revision, position },
    }));
  }

  note(fault: Error): void {
    const expected = ['Mishap', 'StoreUnavailable', 'AppendOutcomeUnknown'];
    if (!expected.includes(fault.constructor.name)) this.faults.push(fault);
  }

  private readonly hearers = new Set<() => void>();

  /** Resolves when something was written. */
  readonly newEvents = (): Promise<void> => new Promise((resolve) => this.hearers.add(resolve));

  /** The store, which tells when something was written to it. */
  private watched(): EventStore {
    const { store } = this;
    return {
      append: async (stream, expected, events) => {
        const appended = await store.append(stream, expected, events);
        this.written();
        return appended;
      },
      read: (stream, from) => store.read(stream, from),
      readMany: (streams) => store.readMany(streams),
      subscribe: (options) => store.subscribe(options),
      head: () => store.head(),
      identity: () => store.identity(),
      compare: (one, other) => store.compare(one, other),
      close: () => store.close(),
    };
  }

  private written(): void {
    while (this.committedAt.length < this.store.all.length) this.committedAt.push(this.time.now());
    for (const heard of this.hearers) heard();
    this.hearers.clear();
  }

  private doorOf(process: Process) {
    return { process, chance: this.chance, weather: this.weather };
  }

  /** The tables as they are at that moment, whatever became of those before them. */
  private tablesOf(): RunTables {
    const then = async <T>(doing: Promise<T>): Promise<T> => {
      const done = await doing;
      this.changed();
      return done;
    };
    return {
      claim: (asked) => this.tables.claim(asked),
      remove: (done) => then(this.tables.remove(done)),
      postpone: (postponed) => then(this.tables.postpone(postponed)),
      guard: (guards, since) => then(this.tables.guard(guards, since)),
      oldGuards: (before) => this.tables.oldGuards(before),
      giveBack: (attemptIds, before) => then(this.tables.giveBack(attemptIds, before)),
      inFlight: (executionId, now) => this.tables.inFlight(executionId, now),
      openRows: (executionId) => this.tables.openRows(executionId),
      endedRows: (executionId) => this.tables.endedRows(executionId),
      askPace: (now, asking) => this.tables.askPace(now, asking),
    };
  }

  /** Sleeps until something may be due. */
  private nap(process: Process): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(wake);
        process.later(this.chance.next() * 200, resolve);
      };
      this.sleepers.add(wake);
      this.changed();
    });
  }

  private alarm: { at: number; cancel: () => void } | null = null;

  /** Whoever sleeps is woken when the next thing is due, as runners look every now and then. */
  private changed(): void {
    const due = this.tables.nextDue();
    if (due === null || this.sleepers.size === 0) return;
    const at = Math.max(Date.parse(due), this.time.now());
    if (this.alarm && this.alarm.at <= at) return;
    this.alarm?.cancel();
    const cancel = this.time.after(at - this.time.now() + 1, () => {
      this.alarm = null;
      const sleepers = this.chance.shuffle([...this.sleepers]);
      sleepers.forEach((wake, i) => {
        if (i === 0 || this.chance.happens(0.2)) wake();
      });
      this.changed();
    });
    this.alarm = { at, cancel };
  }

  private openCarrier(seed: string): Carrier {
    const ledger = memoryLedger();
    const ids = this.chance.branch('ids');
    const sandbox = openSandboxWorld({
      seed,
      timing: 'realistic',
      disturbances: drawDisturbances(this.chance.branch('callbacks')),
      ledger: {
        ...ledger,
        write: async (line) => {
          if (line.line !== 'heard') this.book.push({ line, at: this.time.now(), head: this.store.all.length });
          await ledger.write(line);
        },
      },
      deliver: (callback) => this.deliver(callback),
      clock: {
        now: () => this.time.now(),
        after: (ms, ring) => this.time.after(ms, ring),
        newId: () => uuidOf(`${ids.next()}`),
      },
    });
    return { ...createSandboxCarrier(sandbox), provesAbsence: this.provesAbsence };
  }
}
