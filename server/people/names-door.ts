import { fold } from '#contracts/kernel/decider';
import type { PersonEvent } from '#contracts/person/events';
import { person } from '#contracts/person/person';
import { listPersonNames } from '#contracts/wire/person-names-door';
import { readFrom, serve, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

type Parts = { readonly log: Log; readonly db: Database };

/** Whoever left is still named beside what they did. Names stand in the log alone. */
export function personNamesDoor({ log, db }: Parts): Served {
  return serve(readFrom(['people'], listPersonNames), async () => {
    const { rows } = await db.pool.query<{ person_id: string }>('select person_id from read.people order by person_id');
    const streams = await log.readMany(rows.map(({ person_id }) => `person-${person_id}`));
    const people = rows.flatMap(({ person_id: personId }) => {
      const history = (streams.get(`person-${personId}`) ?? []).map(({ event }) => event as PersonEvent);
      const found = fold(person, history);
      return found.status === 'missing' || found.name === null ? [] : [{ personId, name: found.name }];
    });
    return { people };
  });
}
