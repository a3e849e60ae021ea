import { sql, type Transaction } from 'kysely';
import type { Projection } from '#contracts/kernel/subscriber';
import { makeTables } from './install-projections.ts';

/** What two tables of the same shape have in common: their rows, and a hash over them whatever their order. */
export type Compared = {
  readonly table: string;
  readonly rows: number;
  /** Rows that stand on one side only. */
  readonly different: number;
  /** Of the rows made anew, 128 bits in hexadecimal; equal rows have equal hashes. */
  readonly hash: string;
};

type Tables = Pick<Projection<Transaction<unknown>>, 'name' | 'tables' | 'ddl'>;

/** The schema in which a projection is made anew; it lives and ends with its transaction. */
export function schemaBeside({ name }: Pick<Tables, 'name'>): string {
  return `rebuild_${name}`;
}

/**
 * A projection's tables once more, empty, first on the search path of the transaction. They are only filled and
 * compared, so they have no index but their keys and no log of their own.
 */
export async function makeBeside(tx: Transaction<unknown>, projection: Tables): Promise<void> {
  const schema = schemaBeside(projection);
  await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(tx);
  await sql`create schema ${sql.id(schema)}`.execute(tx);
  const ddl = projection.ddl
    .replace(/^create index [^;]+;/gm, '')
    .replace(/^create table /gm, 'create unlogged table ');
  await makeTables(tx, schema, ddl);
  await sql`set local search_path = ${sql.id(schema)}, public`.execute(tx);
}

/** Compares the tables made anew with the live ones, row for row. */
export async function compareBeside(tx: Transaction<unknown>, projection: Tables): Promise<Compared[]> {
  const compared: Compared[] = [];
  for (const table of projection.tables)
    compared.push(await compare(tx, table, ['read', table], [schemaBeside(projection), table]));
  return compared;
}

/** Puts the rows made anew in the place of the live ones. */
export async function swapBeside(tx: Transaction<unknown>, projection: Tables): Promise<void> {
  for (const table of projection.tables) {
    await sql`truncate ${sql.id('read', table)}`.execute(tx);
    await sql`insert into ${sql.id('read', table)} select * from ${sql.id(schemaBeside(projection), table)}`.execute(
      tx,
    );
  }
}

type Name = readonly [schema: string, table: string];

/**
 * First by the sum of the rows' hashes, which reads each side once; only where these differ row by row. Rows are
 * compared as text, since columns of JSON have no equality.
 */
export async function compare(tx: Transaction<unknown>, table: string, live: Name, made: Name): Promise<Compared> {
  const [before, after] = [await sumOf(tx, live), await sumOf(tx, made)];
  const equal = before.rows === after.rows && before.hash === after.hash;
  return { table, ...after, different: equal ? 0 : await difference(tx, live, made) };
}

async function sumOf(tx: Transaction<unknown>, name: Name): Promise<{ rows: number; hash: string }> {
  const { rows } = await sql<{ rows: number; low: string; high: string }>`
    select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as low,
      coalesce(sum(hashtextextended(t::text, 1)::numeric), 0)::text as high
    from ${sql.id(...name)} t`.execute(tx);
  const sum = rows[0] ?? { rows: 0, low: '0', high: '0' };
  const hex = (text: string): string => BigInt.asUintN(64, BigInt(text)).toString(16).padStart(16, '0');
  return { rows: sum.rows, hash: `${hex(sum.low)}${hex(sum.high)}` };
}

async function difference(tx: Transaction<unknown>, live: Name, made: Name): Promise<number> {
  const { rows } = await sql<{ different: number }>`
    with live as (select t::text as row from ${sql.id(...live)} t), made as (select t::text as row from ${sql.id(...made)} t)
    select (select count(*) from (select row from live except all select row from made) gone)
      + (select count(*) from (select row from made except all select row from live) fresh) as different`.execute(tx);
  return rows[0]?.different ?? 0;
}
