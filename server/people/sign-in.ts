import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Outcome } from '#contracts/kernel/command';
import type { Instant } from '#contracts/kernel/event';
import { person, type PersonCommand } from '#contracts/person/person';
import type { Role } from '#contracts/person/roles';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';
import { readPerson } from './door.ts';
import { hashOf } from './sessions.ts';

type Parts = {
  readonly log: Log;
  readonly personIdOf: (email: string) => string;
  readonly now: () => Instant;
  /** Told of a person who may do other things from now on, or nothing. */
  readonly changed?: (personId: string) => void;
};

type Invitation = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly by: string;
  readonly commandId?: string | undefined;
};

export type SignIn = ReturnType<typeof createSignIn>;

/** A password nobody has: verified against when there is no such person, so that the answer takes the same time. */
let nobody: Promise<string> | undefined;

/** The ways to sign in: by a link that works once, by the code that comes with it, by password. */
export function createSignIn({ log, personIdOf, now, changed }: Parts) {
  const ask = async (
    personId: string,
    command: PersonCommand,
    by = `person-${personId}`,
    commandId: string = randomUUID(),
  ): Promise<Outcome> => {
    const outcome = await handleCommand({
      log,
      decider: person,
      id: personId,
      command,
      provenance: { commandId, correlationId: commandId, by, at: now() },
    });
    if (command.type === 'ChangeRole' || command.type === 'RevokePerson') changed?.(personId);
    return outcome;
  };

  return {
    personIdOf: (email: string): string => personIdOf(email.trim().toLowerCase()),

    /** Invites somebody who is not here yet. */
    async invite({ email, name, role, by, commandId }: Invitation): Promise<Outcome> {
      const personId = personIdOf(email.trim().toLowerCase());
      return ask(
        personId,
        { type: 'InvitePerson', data: { personId, email: email.trim(), name, role } },
        by,
        commandId,
      );
    },

    /** A link and a code that sign in once within `minutes`. They are shown now and never again. */
    async issueLink(
      email: string,
      minutes: number,
    ): Promise<Outcome & { readonly token?: string; readonly code?: string }> {
      return this.issueLinkFor(personIdOf(email.trim().toLowerCase()), minutes);
    },

    async issueLinkFor(
      personId: string,
      minutes: number,
    ): Promise<Outcome & { readonly token?: string; readonly code?: string }> {
      const token = `${personId}.${randomBytes(32).toString('base64url')}`;
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const expiresAt = new Date(Date.parse(now()) + minutes * 60_000).toISOString();
      const data = {
        linkHash: hashOf(token).toString('hex'),
        codeHash: hashOf(`${personId} ${code}`).toString('hex'),
        expiresAt,
      };
      const outcome = await ask(personId, { type: 'IssueSignInLink', data }, 'system:sign-in');
      return outcome.outcome === 'accepted' ? { ...outcome, token, code } : outcome;
    },

    async byLink(token: string): Promise<{ personId: string; outcome: Outcome }> {
      const personId = token.split('.')[0] ?? '';
      return {
        personId,
        outcome: await ask(personId, {
          type: 'UseSignInLink',
          data: { hash: hashOf(token).toString('hex'), how: 'link' },
        }),
      };
    },

    async byCode(email: string, code: string): Promise<{ personId: string; outcome: Outcome }> {
      const personId = personIdOf(email.trim().toLowerCase());
      return {
        personId,
        outcome: await ask(personId, {
          type: 'UseSignInLink',
          data: { hash: hashOf(`${personId} ${code}`).toString('hex'), how: 'code' },
        }),
      };
    },

    /** The person's id when e-mail and password fit together. */
    async byPassword(email: string, password: string): Promise<string | null> {
      const personId = personIdOf(email.trim().toLowerCase());
      const found = await readPerson(log, personId);
      const known = found.status === 'invited' ? found.passwordHash : null;
      const fits = await verify(known ?? (await (nobody ??= hash(randomBytes(16).toString('hex')))), password);
      if (!known || !fits) return null;
      await ask(personId, { type: 'RecordPasswordSignIn', data: {} });
      return personId;
    },

    /** Whether that is the person's password; one who has none yet has no wrong one. */
    async isPassword(personId: string, password: string): Promise<boolean> {
      const found = await readPerson(log, personId);
      const known = found.status === 'missing' ? null : found.passwordHash;
      return known === null || verify(known, password);
    },

    async setPassword(personId: string, password: string): Promise<Outcome> {
      return ask(personId, { type: 'SetPassword', data: { passwordHash: await hash(password) } });
    },

    ask,
  };
}
