import { projections } from '#projections/all';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { sealedLog } from '#server/engine/log/sealed-log';
import type { Database } from '#server/engine/postgres/database';
import { rebuild as rebuildAll } from '#server/engine/subscriptions/rebuild';
import { openStage } from './execution-stage.ts';
import { median, perSecond, type Figure } from './figure.ts';
import { withScratchDatabase } from './scratch-database.ts';

const rounds = 3;
const events = 1_000_000;
const fewEvents = 100_000;
const rowsAtOnce = 20_000;

/** B4: the log replayed into every projection at once, and then equal to the live tables. */
export const rebuild: Figure = {
  name: 'B4',
  about: 'replay of the log into every projection, compared with the live tables',
  measure: (tell, { progress, short }) =>
    withScratchDatabase(async (db) => {
      await fill(db, short ? fewEvents : events, progress);
      const runs: { rate: number; read: number; whole: number }[] = [];
      for (let i = 1; i <= rounds; i += 1) {
        const read = await readOnly(db);
        const { replayed, whole } = await replay(db);
        runs.push({ read, rate: replayed, whole });
        progress(`B4: round ${i} of ${rounds}: ${Math.round(replayed)} events/s, read only ${Math.round(read)}`);
      }
      const of = (name: keyof (typeof runs)[number]): number => median(runs.map((run) => run[name]));
      const limits = { unit: 'events/s', limit: of('read'), limitName: 'read and JSON.parse of the same events' };
      tell({
        ...{ figure: 'B4 rebuild events/s', value: of('rate'), ...limits, goal: '0.4 (floor 0.2), 50,000 events/s' },
        ratio: median(runs.map(({ rate, read }) => rate / read)),
      });
      tell({
        ...{ figure: 'B4 rebuild and compare', value: of('whole'), ...limits, goal: 'reported' },
        ratio: median(runs.map(({ whole, read }) => whole / read)),
      });
    }),
};

/** Executes campaigns, with every follower running, until the log holds so many events. */
async function fill(db: Database, wanted: number, progress: (sentence: string) => void): Promise<void> {
  const stage = await openStage(db, (fault) => {
    progress(`B4: ${fault.message}`);
  });
  for (;;) {
    const there = Number((await stage.app.log.head()) ?? 0);
    progress(`B4: ${there} of ${wanted} events`);
    if (there >= wanted) break;
    await stage.finished(await (await stage.prepare(Math.min(rowsAtOnce, wanted / 10))).start());
  }
  await stage.close();
}

/** The limit: the same events read and parsed, and nothing done with them. Events a second. */
async function readOnly(db: Database): Promise<number> {
  const store = openPostgresEventStore(db);
  const end = Number((await store.head()) ?? 0);
  const stop = new AbortController();
  let number = 0;
  const began = performance.now();
  for await (const batch of store.subscribe({ after: null, batch: 10_000, signal: stop.signal })) {
    number += batch.length;
    if (number >= end) break;
  }
  const rate = perSecond(number, began);
  await store.close();
  return rate;
}

async function replay(db: Database): Promise<{ replayed: number; whole: number }> {
  const store = openPostgresEventStore(db);
  const began = performance.now();
  const rebuilt = await rebuildAll(sealedLog(store), db, projections, { swap: false, progress: () => undefined });
  const count = Math.max(...rebuilt.map((each) => each.events));
  const whole = perSecond(count, began);
  await store.close();
  const different = rebuilt.flatMap(({ tables }) => tables).filter((table) => table.different > 0);
  if (different.length > 0)
    throw new Error(`B4: ${different.map(({ table, different: n }) => `${n} rows of ${table}`).join(', ')} differ.`);
  return { replayed: count / (rebuilt[0]?.seconds ?? Infinity), whole };
}
