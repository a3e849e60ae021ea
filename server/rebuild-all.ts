import { projections } from '#projections/all';
import { ledgerHeadAt } from '#server/engine/ledger/ledger';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { rebuild, type Rebuilt } from '#server/engine/subscriptions/rebuild';

/** A projection made anew, with the ledger's head at the event up to which it reflects the log. */
export type Certified = Rebuilt & { readonly ledgerHead: string | null };

export const projectionNames: readonly string[] = projections.map(({ name }) => name);

/** Makes read tables anew beside the live ones and vouches for them; all of them where none is named. */
export async function rebuildAll(
  { log, db }: { log: Pick<Log, 'subscribe'>; db: Database },
  names: readonly string[],
  options: Parameters<typeof rebuild>[3],
): Promise<readonly Certified[]> {
  const unknown = names.find((name) => !projectionNames.includes(name));
  if (unknown !== undefined)
    throw new Error(`Rebuilding: there is no projection “${unknown}”; they are ${projectionNames.join(', ')}.`);
  const chosen = projections.filter(({ name }) => names.length === 0 || names.includes(name));
  const rebuilt = await rebuild(log, db, chosen, options);
  return Promise.all(rebuilt.map(async (each) => ({ ...each, ledgerHead: await ledgerHeadAt(db, each.events) })));
}
