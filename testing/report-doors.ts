import { randomUUID } from 'node:crypto';
import { personExamples } from '#contracts/person/examples';
import type { Role } from '#contracts/person/roles';
import { createHttpApp, listenHttp } from '#server/engine/http/http-app';
import { cookieName, createDoor, createWhoIs } from '#server/people/door';
import { createSessions } from '#server/people/sessions';
import { reportDoors } from '#server/reports/routes';
import { callerWith, type Caller } from './product.ts';
import type { RecordedHistory } from './recorded-history.ts';

/** The doors of the reports over a recorded history, listening; `as` is somebody who is signed in. */
export async function openReportDoors({ db, log, write }: RecordedHistory): Promise<{
  readonly nobody: Caller;
  readonly faults: readonly Error[];
  as(role: Role): Promise<Caller>;
  close(): Promise<void>;
}> {
  const sessions = createSessions(db);
  const allow = createDoor(createWhoIs(log, sessions));
  const faults: Error[] = [];
  const app = createHttpApp({
    ...{ pages: [], doors: reportDoors({ db }), allow },
    report: (fault) => faults.push(fault),
  });
  const { url, close } = await listenHttp(app, 0, '127.0.0.1');
  return {
    ...{ nobody: callerWith(url, null), faults, close },
    as: async (role) => {
      const personId = randomUUID().replaceAll('-', '');
      const { data } = personExamples.PersonInvited;
      await write(`person-${personId}`, [{ type: 'PersonInvited', data: { ...data, personId, role } }]);
      const { token } = await sessions.begin(personId);
      return callerWith(url, `${cookieName}=${token}`);
    },
  };
}
