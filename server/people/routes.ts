import { fold } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import type { PersonEvent } from '#contracts/person/events';
import { person } from '#contracts/person/person';
import { commandPerson, invitePerson, listPeople, personRow } from '#contracts/wire/people-doors';
import { readPage } from '#server/engine/http/page';
import { isDenied } from '#server/engine/http/problem';
import { readFrom, serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly now: () => Instant;
};

const linkMinutes = 7 * 24 * 60;

/** Inviting people, changing what they may do, revoking them. Names and addresses are read from the log. */
export function peopleDoors({ log, db, signIn, sessions, now }: Parts): readonly Served[] {
  const namesOf = async (ids: readonly string[]) => {
    const streams = await log.readMany(ids.map((id) => `person-${id}`));
    return (id: string): { readonly name: string | null; readonly email: string | null } => {
      const history = streams.get(`person-${id}`) ?? [];
      const found = fold(
        person,
        history.map(({ event }) => event as PersonEvent),
      );
      return found.status === 'missing' ? { name: null, email: null } : { name: found.name, email: found.email };
    };
  };
  return [
    serve(readFrom(['people'], listPeople), async ({ query }) => {
      const page = await readPage(db, {
        ...{ list: 'people', row: personRow, sql: 'select * from read.people where true', asked: query },
        keys: ['invited_at', 'person_id'],
      });
      if (isDenied(page)) return page;
      const of = await namesOf(page.rows.map(({ person_id }) => person_id));
      return { people: page.rows.map((row) => ({ ...row, ...of(row.person_id) })), next: page.next };
    }),
    serveCommands(invitePerson, now, async ({ command, provenance: { by, commandId } }) => {
      const outcome = await signIn.invite({ ...command.data, by, commandId });
      if (outcome.outcome !== 'accepted') return outcome;
      const { token, code } = await signIn.issueLink(command.data.email, linkMinutes);
      return { ...outcome, token, code };
    }),
    serveCommands(commandPerson, now, async ({ params: { personId }, command, provenance: { by, commandId } }) => {
      if (command.type === 'IssueSignInLink') return signIn.issueLinkFor(personId, linkMinutes);
      const outcome = await signIn.ask(personId, command, by, commandId);
      if (command.type === 'RevokePerson' && outcome.outcome === 'accepted') await sessions.endAll(personId);
      return outcome;
    }),
  ];
}
