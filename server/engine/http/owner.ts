import type { Database } from '#server/engine/postgres/database';
import type { Denied } from './problem.ts';

/** What something is asked about: a row of a table, and what is said where there is none. */
export type Owner = {
  readonly table: string;
  readonly column: string;
  readonly id: string;
  readonly missing: Denied;
};

/** An empty list would look as if nothing had happened, where nothing of that id was ever there. null: it is there. */
export async function missingOwner(db: Database, owner: Owner | undefined): Promise<Denied | null> {
  if (owner === undefined) return null;
  const { table, column, id, missing } = owner;
  const { rowCount } = await db.pool.query(`select from ${table} where ${column} = $1`, [id]);
  return rowCount === 0 ? missing : null;
}
