import { fold } from '#contracts/kernel/decider';
import type { PersonEvent } from '#contracts/person/events';
import { person } from '#contracts/person/person';
import { listPersonNames } from '#contracts/wire/person-names-door';
import { serve, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

type Parts = { readonly log: Log; readonly db: Database };

/** Whoever left is still named beside what they did. Names stand in the log alone. */
export function personNamesDoor({ log, db }: Parts): Served {
  return serve(listPersonNames, async ({ by }) => {
    const { rows } = await db.pool.query<{ person_id: string }>('select person_id from read.people order by person_id');
    const ids = rows.map(({ person_id }) => person_id);
    const streams = await log.readMany(by.may('readPersonalData') ? ids.map((id) => `person-${id}`) : []);
    const nameOf = (personId: string): string | null => {
      const history = streams.get(`person-${personId}`) ?? [];
      const found = fold(
        person,
        history.map(({ event }) => event as PersonEvent),
      );
      return found.status === 'missing' ? null : found.name;
    };
    return { people: ids.map((personId) => ({ personId, name: nameOf(personId) })) };
  });
}
