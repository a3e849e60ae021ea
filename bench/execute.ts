import type { Database } from '#server/engine/postgres/database';
import { bulkInsert, rowsAtOnce, type BulkEvent } from './bulk-insert.ts';
import { openStage, type Stage } from './execution-stage.ts';
import { median, perSecond, type Figure } from './figure.ts';
import { withScratchDatabase } from './scratch-database.ts';

const rounds = 3;
const rows = 20_000;
const manyRows = 200_000;
const bulkEvents = 50_000;

/** B2: rows from start to completed, all projections to the end, against a bulk INSERT of the same events. */
export const execute: Figure = {
  name: 'B2',
  about: 'execution of a flow with an instant carrier',
  measure: (tell, { progress, short }) =>
    withScratchDatabase(async (db) => {
      const stage = await openStage(db, (fault) => {
        progress(`B2: ${fault.message}`);
      });
      await run(stage, db, 1_000);
      const runs: { rate: number; eventRate: number; perRow: number; bulk: number }[] = [];
      for (let i = 1; i <= rounds; i += 1) {
        const { rate, events, eventRate } = await run(stage, db, rows);
        const bulk = await bulkInsert(db, newest(db));
        runs.push({ rate, eventRate, perRow: events / rows, bulk });
        progress(
          `B2: round ${i} of ${rounds}: ${Math.round(rate)} rows/s, ${Math.round(eventRate)} events/s, bulk INSERT ${Math.round(bulk)}`,
        );
      }
      const of = (name: keyof (typeof runs)[number]): number => median(runs.map((each) => each[name]));
      const bulkPerRow = median(runs.map(({ bulk, perRow }) => bulk / perRow));
      tell({
        figure: 'B2 execute rows/s',
        value: of('rate'),
        unit: 'rows/s',
        limit: bulkPerRow,
        limitName: 'bulk INSERT of as many events',
        ratio: of('rate') / bulkPerRow,
        goal: '800 rows/s (floor 300)',
      });
      tell({
        figure: 'B2 execute events/s',
        value: of('eventRate'),
        unit: 'events/s',
        limit: of('bulk'),
        limitName: 'bulk INSERT of the same events',
        ratio: median(runs.map(({ eventRate, bulk }) => eventRate / bulk)),
        goal: '0.25 (floor 0.12)',
      });
      tell({
        figure: 'B2 eventsPerRow',
        value: of('perRow'),
        unit: 'events',
        limit: of('perRow'),
        limitName: 'itself',
        ratio: 1,
        goal: 'reported',
      });
      if (!short) {
        const many = await run(stage, db, manyRows, progress);
        tell({
          figure: 'B2 execute 200k rows/s',
          value: many.rate,
          unit: 'rows/s',
          limit: of('rate'),
          limitName: 'the rate at 20,000 rows',
          ratio: many.rate / of('rate'),
          goal: '0.9',
        });
        tell({
          figure: 'B2 memory MB',
          value: many.memory,
          unit: 'MB',
          limit: 512,
          limitName: 'RSS wanted at most',
          ratio: many.memory / 512,
          goal: '1',
        });
      }
      await stage.close();
    }),
};

async function run(
  stage: Stage,
  db: Database,
  count: number,
  progress?: (sentence: string) => void,
): Promise<{ rate: number; events: number; eventRate: number; memory: number }> {
  const prepared = await stage.prepare(count);
  const before = Number((await stage.app.log.head()) ?? 0);
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage.rss() / 1024 / 1024);
  }, 250);
  const report = setInterval(() => {
    void db.pool
      .query<{ done: number }>(
        'select completed + failed as done from read.executions order by started_at desc limit 1',
      )
      .then(({ rows: [last] }) => progress?.(`B2: ${last?.done ?? 0} of ${count} rows, ${Math.round(memory)} MB`));
  }, 15_000);
  const began = performance.now();
  await stage.finished(await prepared.start());
  const rate = perSecond(count, began);
  const events = Number((await stage.app.log.head()) ?? 0) - before;
  clearInterval(watch);
  clearInterval(report);
  return { rate, events, eventRate: (rate / count) * events, memory };
}

/** The events that were just written, as they are stored; a few at a time, since the memory of this process is measured. */
async function* newest(db: Database): AsyncGenerator<readonly BulkEvent[]> {
  for (let from = 0; from < bulkEvents; from += rowsAtOnce) {
    const { rows: events } = await db.pool.query<BulkEvent>(
      'select stream, type, data, meta from es.event order by position desc limit $1 offset $2',
      [rowsAtOnce, from],
    );
    yield events.map((event, i) => ({ ...event, stream: `${event.stream} ${from + i}` }));
  }
}
