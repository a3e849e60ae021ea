import { sql, type ControlledTransaction, type Transaction } from 'kysely';
import type { Recorded } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { compareBeside, makeBeside, schemaBeside, swapBeside, type Compared } from './beside.ts';
import { handledOf } from './follow.ts';
import { startReplay } from './replay.ts';

/** What became of one projection: its tables, made anew from the events numbered 1 to `events`. */
export type Rebuilt = {
  readonly name: string;
  readonly events: number;
  readonly tables: readonly Compared[];
  /** From the beginning until its last row was written, before anything was compared. */
  readonly seconds: number;
};

type Options = {
  readonly progress: (done: number, of: number) => void;
  /** Whether rows made anew take the place of live ones that differ. */
  readonly swap: boolean;
};

type Site = {
  readonly projection: Projection<Transaction<unknown>>;
  readonly tx: ControlledTransaction<unknown>;
  /** How many events it is to reflect; unknown until its follower rests. */
  end: number;
};

/**
 * Makes projections anew beside the live ones and compares them row for row, reading the log once for all of them. The
 * live followers go on meanwhile; they rest (their checkpoints are locked) only for the last events and the comparison.
 * With `swap` the rows made anew take the place of live ones that differ. Each projection is one transaction:
 * interrupted anywhere, nothing of it has changed.
 */
export async function rebuild(
  log: Pick<Log, 'subscribe'>,
  db: Database,
  projections: readonly Projection<Transaction<unknown>>[],
  { progress, swap }: Options,
): Promise<readonly Rebuilt[]> {
  const began = performance.now();
  const sites: Site[] = [];
  let replay: ReturnType<typeof startReplay> | undefined;
  try {
    for (const projection of projections) sites.push(await openSite(db, projection));
    let goal = await furthest(db, projections);
    replay = startReplay(
      log,
      async (events, before) => {
        await Promise.all(sites.map((site) => apply(site, events, before)));
      },
      (done) => progress(done, goal),
    );
    await replay.to(goal);
    for (const site of sites) site.end = await rest(site);
    goal = Math.max(goal, ...sites.map(({ end }) => end));
    await replay.to(goal);
    await Promise.all(sites.map(async ({ projection, tx }) => projection.replaying?.flush(tx)));
    const seconds = (performance.now() - began) / 1000;
    return await Promise.all(sites.map(async (site) => ({ ...(await finish(site, swap)), seconds })));
  } catch (error) {
    for (const { tx } of sites) if (!tx.isCommitted && !tx.isRolledBack) await tx.rollback().execute();
    throw error;
  } finally {
    await replay?.close();
  }
}

async function openSite(db: Database, projection: Site['projection']): Promise<Site> {
  const tx = await db.derived.startTransaction().execute();
  try {
    await makeBeside(tx, projection);
    projection.replaying?.begin(tx);
    return { projection, tx, end: Infinity };
  } catch (error) {
    await tx.rollback().execute();
    throw error;
  }
}

/** Up to where every one of them has come for certain, and none has gone beyond: the least of their checkpoints. */
async function furthest(db: Database, projections: readonly Site['projection'][]): Promise<number> {
  const names = projections.map(({ name }) => name);
  const { rows } = await sql<{ number: number }>`
    select number from follow.checkpoint where name = any(${names})`.execute(db.derived);
  return rows.length < names.length ? 0 : Math.min(...rows.map(({ number }) => number));
}

/** From here on the projection's follower waits. Returns how many events its live tables reflect. */
async function rest({ tx, projection }: Site): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select number from follow.checkpoint where name = ${projection.name} for update`.execute(tx);
  return rows[0]?.number ?? 0;
}

async function apply({ projection, tx, end }: Site, events: readonly Recorded[], before: number): Promise<void> {
  const wanted = end - before < events.length ? events.slice(0, Math.max(end - before, 0)) : events;
  const handled = handledOf(projection, wanted, before);
  if (handled.length > 0) await projection.on(handled, tx);
}

async function finish({ projection, tx, end }: Site, swap: boolean): Promise<Omit<Rebuilt, 'seconds'>> {
  await sql`set local search_path = public`.execute(tx);
  const tables = await compareBeside(tx, projection);
  if (swap && tables.some(({ different }) => different > 0)) await swapBeside(tx, projection);
  await sql`drop schema ${sql.id(schemaBeside(projection))} cascade`.execute(tx);
  await tx.commit().execute();
  return { name: projection.name, events: end, tables };
}
