import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Carrier, SendAnswer } from '#contracts/carrier';
import type { Appended } from '#server/engine/eventstore/event-store';
import type { SeenRequest } from '#server/engine/http/http-app';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

export type Metrics = ReturnType<typeof createMetrics>;

/** Figures of this process and of the database behind it. Labels are names of ours: routes, followers, kinds. */
export function createMetrics(db: Database) {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const http = new Histogram({
    ...{ name: 'http_request_duration_seconds', help: 'Requests by the pattern of their route.', registers },
    ...{ labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.02, 0.1, 0.5, 2, 10] },
  });
  const appends = new Histogram({
    ...{ name: 'aiflows_append_duration_seconds', help: 'Appends to the log.', registers, labelNames: ['outcome'] },
    buckets: [0.002, 0.01, 0.05, 0.25, 1, 5],
  });
  const appended = new Counter({ name: 'aiflows_events_appended_total', help: 'Events appended.', registers });
  const calls = new Histogram({
    ...{ name: 'aiflows_carrier_call_duration_seconds', help: 'What carriers were asked.', registers },
    ...{ labelNames: ['provider', 'asked', 'answer'], buckets: [0.01, 0.05, 0.25, 1, 5, 15] },
  });
  let socketsOpen = (): number => 0;
  const sockets = new Gauge({ name: 'aiflows_sockets', help: 'Open sockets of this process.', registers });
  const read = fromTables(registers);

  const timed = async (provider: string, asked: string, ask: () => Promise<SendAnswer>): Promise<SendAnswer> => {
    const end = calls.startTimer({ provider, asked });
    try {
      const answer = await ask();
      end({ answer: answer.answer });
      return answer;
    } catch (error) {
      end({ answer: 'fault' });
      throw error;
    }
  };

  return {
    seen({ method, route, status, ms }: SeenRequest): void {
      http.observe({ method, route, status }, ms / 1_000);
    },
    watchSockets(open: () => number): void {
      socketsOpen = open;
    },
    /** The same log, whose appends are counted. */
    counted(log: Log): Log {
      const counting = async (events: number, append: () => Promise<Appended>): Promise<Appended> => {
        const end = appends.startTimer();
        try {
          const done = await append();
          end({ outcome: 'appended' });
          appended.inc(events);
          return done;
        } catch (error) {
          end({ outcome: 'failed' });
          throw error;
        }
      };
      return {
        ...log,
        append: (stream, expected, events, provenance) =>
          counting(events.length, () => log.append(stream, expected, events, provenance)),
        appendSealed: (stream, expected, event, provenance) =>
          counting(1, () => log.appendSealed(stream, expected, event, provenance)),
      };
    },
    /** The same carrier, whose work is counted. */
    countedCarrier(carrier: Carrier): Carrier {
      const { provider } = carrier;
      return {
        ...carrier,
        send: (message) => timed(provider, 'send', () => carrier.send(message)),
        call: (call) => timed(provider, 'call', () => carrier.call(call)),
        answer: (call) => timed(provider, 'answer', () => carrier.answer(call)),
        transfer: (call) => timed(provider, 'transfer', () => carrier.transfer(call)),
      };
    },
    /** In the text form of Prometheus. While the database is away, the figures of this process alone are told. */
    async text(): Promise<string> {
      sockets.set(socketsOpen());
      await read(db).catch(() => undefined);
      return register.metrics();
    },
  };
}

/** What stands in tables, the same for every process. */
function fromTables(registers: Registry[]): (db: Database) => Promise<void> {
  const handled = new Gauge({
    ...{ name: 'aiflows_follower_events', help: 'Events that a follower has handled.', registers },
    labelNames: ['follower'],
  });
  const lag = new Gauge({
    ...{ name: 'aiflows_follower_lag_events', help: 'Events behind the furthest follower or the log.', registers },
    labelNames: ['follower'],
  });
  const dispatches = new Gauge({
    ...{ name: 'aiflows_dispatches', help: 'What is to be done: due by now, and open.', registers },
    labelNames: ['kind', 'state'],
  });
  const attempts = new Gauge({
    ...{ name: 'aiflows_open_attempts', help: 'Messages and calls under way.', registers, labelNames: ['kind'] },
  });
  const rows = new Gauge({
    ...{ name: 'aiflows_import_rows', help: 'Rows of data sets by what became of them.', registers },
    labelNames: ['verdict'],
  });
  return async ({ pool }) => {
    const { rows: followers } = await pool.query<{ name: string; number: number; behind: number }>(
      `select name, number, greatest(max(number) over (), (select position from es.head)) - number as behind from follow.checkpoint`,
    );
    for (const { name, number, behind } of followers) {
      handled.set({ follower: name }, number);
      lag.set({ follower: name }, behind);
    }
    dispatches.reset();
    const { rows: open } = await pool.query<{ kind: string; open: number; due: number }>(
      'select kind, count(*) as open, count(*) filter (where due_at <= now()) as due from run.dispatch group by kind',
    );
    for (const { kind, open: all, due } of open) {
      dispatches.set({ kind, state: 'open' }, all);
      dispatches.set({ kind, state: 'due' }, due);
    }
    attempts.reset();
    const { rows: underWay } = await pool.query<{ kind: string; open: number }>(
      'select kind, count(*) as open from run.open_attempt group by kind',
    );
    for (const { kind, open: all } of underWay) attempts.set({ kind }, all);
    const { rows: sums } = await pool.query<Record<'accepted' | 'rejected' | 'duplicates', number>>(
      `select coalesce(sum(accepted), 0)::bigint as accepted, coalesce(sum(rejected), 0)::bigint as rejected,
        coalesce(sum(duplicates), 0)::bigint as duplicates from read.data_sets`,
    );
    for (const [verdict, sum] of Object.entries(sums[0] ?? {})) rows.set({ verdict }, sum);
  };
}
